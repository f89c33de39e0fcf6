using MiniChat.ServiceModel;

namespace MiniChat.Host.ApiDocuments;

/// <summary>Notes on links to chats, and on their export and import.</summary>
internal static class ShareNotes
{
    private const string Token = "q2dHq1c0yqKqvW9sZr1m0h8u3s8mZf1o";
    private const string Url = "https://chat.example.org/s/" + Token;
    private static readonly DateTime Moment = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    internal static IEnumerable<MessageNote> All =>
        [
            new(
                new ShareChat { Id = 3, Leaf = 12 },
                new ShareChatResponse
                {
                    Token = Token,
                    Url = Url,
                    CreatedDate = Moment,
                    TurnId = 12,
                }
            )
            {
                Errors = [409],
            },
            new(new UnshareChat { Id = 3 }),
            new(
                new FindShares { Take = 5 },
                new FindSharesResponse
                {
                    Results =
                    [
                        new ShareItem
                        {
                            ChatId = 3,
                            Title = "Logs",
                            Token = Token,
                            Url = Url,
                            CreatedDate = Moment,
                        },
                    ],
                }
            ),
            new(
                new GetSharedChat { Token = Token },
                new GetSharedChatResponse
                {
                    Title = "Logs",
                    CreatedDate = Moment,
                    Turns =
                    [
                        new SharedTurn
                        {
                            Role = "user",
                            Text = "What is a log?",
                            CreatedDate = Moment,
                        },
                    ],
                }
            )
            {
                Errors = [404],
            },
            new(new ExportChats { Take = 1 }, new ExportChatsResponse { ExportedDate = Moment, Chats = [Exported] }),
            new(
                new ImportChats { Chats = [Exported] },
                new ImportChatsResponse { Imported = [new ImportedChat { Id = 7, Title = "Logs" }] }
            ),
        ];

    private static PortableChat Exported =>
        new()
        {
            Id = 3,
            Title = "Logs",
            CreatedDate = Moment,
            ModifiedDate = Moment,
            Turns =
            [
                new PortableTurn
                {
                    Id = 11,
                    Role = "user",
                    Text = "What is a log?",
                    CreatedDate = Moment,
                },
                new PortableTurn
                {
                    Id = 12,
                    ParentId = 11,
                    Role = "assistant",
                    Text = "A list of what happened, in order.",
                    State = AnswerState.Completed,
                    Model = "gpt-4o-mini",
                    CreatedDate = Moment,
                },
            ],
        };
}

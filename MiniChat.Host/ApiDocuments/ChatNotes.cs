using MiniChat.ServiceModel;

namespace MiniChat.Host.ApiDocuments;

/// <summary>Notes on chats.</summary>
internal static class ChatNotes
{
    private static readonly DateTime Moment = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    internal static IEnumerable<MessageNote> All =>
        [
            new(new CreateChat { Title = "Logs", System = "Be brief." }, Info) { Errors = [409], TakesIdempotencyKey = true },
            new(new Chat { ChatId = 3, Text = "What is a log?" }, AskNotes.Answer with { TurnId = 11 })
            {
                Errors = AskNotes.Errors,
                TakesIdempotencyKey = true,
                Events = AskNotes.Events,
            },
            new(new FindChats { Search = "log", Take = 5 }, new FindChatsResponse { Results = [Info] }),
            new(
                new GetChat { Id = 3 },
                new GetChatResponse
                {
                    Id = 3,
                    Title = "Logs",
                    System = "Be brief.",
                    CreatedDate = Moment,
                    ModifiedDate = Moment,
                    Turns =
                    [
                        new Turn
                        {
                            Id = 11,
                            Role = "user",
                            Text = "What is a log?",
                            CreatedDate = Moment,
                        },
                        new Turn
                        {
                            Id = 12,
                            ParentId = 11,
                            Role = "assistant",
                            Text = "A list of what happened, in order.",
                            AnswerId = 12,
                            State = AnswerState.Completed,
                            Model = "gpt-4o-mini",
                            CreatedDate = Moment,
                        },
                    ],
                }
            ),
            new(new UpdateChat { Id = 3, Title = "About logs" }, Info with { Title = "About logs" }),
            new(new DeleteChat { Id = 3 }),
        ];

    private static ChatInfo Info =>
        new()
        {
            Id = 3,
            Title = "Logs",
            System = "Be brief.",
            CreatedDate = Moment,
            ModifiedDate = Moment,
        };
}

using MiniChat.ServiceModel;

namespace MiniChat.Host.ApiDocuments;

/// <summary>Notes on searches, and on the models that can be asked.</summary>
internal static class SearchNotes
{
    private static readonly DateTime Moment = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    internal static IEnumerable<MessageNote> All =>
        [
            new(
                new FindTurns { Search = "log", Take = 5 },
                new FindTurnsResponse
                {
                    Results =
                    [
                        new FoundTurn
                        {
                            ChatId = 3,
                            Title = "Logs",
                            TurnId = 11,
                            Role = "user",
                            Excerpt = "What is a log?",
                            Marks =
                            [
                                [10, 3],
                            ],
                            CreatedDate = Moment,
                        },
                    ],
                }
            ),
            new(
                new FindModels(),
                new FindModelsResponse
                {
                    Results = [new ModelItem { Id = "gpt-4o-mini" }, new ModelItem { Id = "gpt-4o" }],
                    Default = "gpt-4o-mini",
                }
            ),
        ];
}

using MiniChat.ServiceModel;

namespace MiniChat.Host.ApiDocuments;

/// <summary>Notes on questions, answers and prompts.</summary>
internal static class AskNotes
{
    /// <summary>The errors of an ask.</summary>
    internal static readonly int[] Errors = [409, 429, 502, 503, 504];

    private static readonly DateTime Moment = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    /// <summary>The events of an answer.</summary>
    internal static EventNote Events { get; } =
        new(
            "id: 0\nevent: started\ndata: {\"answerId\":12,\"model\":\"gpt-4o-mini\"}\n\nid: 6\nevent: delta\ndata: {\"text\":\"A list\"}\n\n"
                + "id: 7\nevent: completed\ndata: {\"state\":\"completed\",\"length\":6,\"finishReason\":\"stop\"}\n\n",
            typeof(AnswerStarted),
            typeof(AnswerDelta),
            typeof(AnswerEnded)
        );

    /// <summary>A whole answer.</summary>
    internal static QuestionResponse Answer { get; } =
        new()
        {
            AnswerId = 12,
            State = AnswerState.Completed,
            Answer = "A list of what happened, in order.",
            Model = "gpt-4o-mini",
            FinishReason = "stop",
            Usage = new Usage { PromptTokens = 12, CompletionTokens = 9 },
            CreatedDate = Moment,
        };

    internal static IEnumerable<MessageNote> All =>
        [
            new(new Question { Text = "What is a log?" }, Answer)
            {
                Errors = Errors,
                TakesIdempotencyKey = true,
                Events = Events,
            },
            new(
                new CreateCompletion
                {
                    Messages =
                    [
                        new CompletionMessage { Role = "system", Content = "Be brief." },
                        new CompletionMessage { Role = "user", Content = "What is a log?" },
                    ],
                },
                Answer
            )
            {
                Errors = Errors,
                TakesIdempotencyKey = true,
                Events = Events,
            },
            new(
                new FindQuestions { Take = 5 },
                new FindQuestionsResponse
                {
                    Results =
                    [
                        new QuestionItem
                        {
                            AnswerId = 12,
                            Text = "What is a log?",
                            Answer = "A list of what happened, in order.",
                            State = AnswerState.Completed,
                            Model = "gpt-4o-mini",
                            CreatedDate = Moment,
                        },
                    ],
                    Next = "12",
                }
            ),
            new(new GetAnswer { AnswerId = 12, After = 0 }, Read),
            new(new StreamAnswer { AnswerId = 12, After = 0 }) { Events = Events },
            new(new StreamAnswers { After = 11 })
            {
                Events = new EventNote(
                    "id: 11\nevent: listening\ndata: {\"after\":11}\n\nid: 11\nevent: delta\ndata: {\"answerId\":12,\"seq\":6,\"data\":{\"text\":\"A list\"}}\n\n",
                    typeof(AnswersListening),
                    typeof(AnswersItem)
                ),
            },
            new(new StopAnswer { AnswerId = 12 }, Read),
            new(new RegenerateAnswer { AnswerId = 12, OnDisconnect = DisconnectPolicy.Continue }, Answer)
            {
                Errors = Errors,
                TakesIdempotencyKey = true,
                Events = Events,
            },
            new(new CreatePrompt { Text = "hello world" }, Prompt) { Errors = Errors, TakesIdempotencyKey = true },
            new(new FindPrompts { Take = 5 }, new FindPromptsResponse { Results = [Prompt] }),
            new(
                new FindSimilarPrompts { Text = "hello", Take = 3 },
                new FindSimilarPromptsResponse
                {
                    Results =
                    [
                        new SimilarPrompt
                        {
                            Id = 13,
                            Text = "hello world",
                            Response = "Hello!",
                            Score = 0.71,
                            CreatedDate = Moment,
                        },
                    ],
                }
            )
            {
                Errors = [502, 503, 504],
            },
        ];

    private static GetAnswerResponse Read =>
        new()
        {
            AnswerId = 12,
            State = AnswerState.Completed,
            Text = "A list of what happened, in order.",
            Seq = 34,
            Model = "gpt-4o-mini",
            FinishReason = "stop",
            CreatedDate = Moment,
        };

    private static PromptItem Prompt =>
        new()
        {
            Id = 13,
            Text = "hello world",
            Response = "Hello!",
            State = AnswerState.Completed,
            Model = "gpt-4o-mini",
            CreatedDate = Moment,
        };
}

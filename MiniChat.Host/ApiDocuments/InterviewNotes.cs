using MiniChat.ServiceModel;

namespace MiniChat.Host.ApiDocuments;

/// <summary>Notes on interviews.</summary>
internal static class InterviewNotes
{
    private const string Content = "Which clause filters groups?";
    private static readonly DateTime Moment = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    internal static IEnumerable<MessageNote> All =>
        [
            new(
                new GetProfile(),
                new GetProfileResponse
                {
                    UserId = 7,
                    UserName = "ada",
                    CreatedDate = Moment,
                    SkillDescription = "I write SQL.",
                    Interview = InterviewState.Ready,
                }
            ),
            new(
                new UpdateSkillDescription { Description = "I write SQL." },
                new UpdateSkillDescriptionResponse { State = InterviewState.Making }
            ),
            new(
                new FindInterviewQuestions(),
                new FindInterviewQuestionsResponse
                {
                    State = InterviewState.Ready,
                    Results =
                    [
                        new InterviewQuestion
                        {
                            Id = 1,
                            Content = Content,
                            Choices = Choices,
                        },
                    ],
                }
            ),
            new(
                new AnswerInterviewQuestion { Id = 1, Answer = 1 },
                new AnswerInterviewQuestionResponse { State = InterviewState.Ready, Left = 4 }
            )
            {
                Errors = [409],
            },
            new(
                new GetInterviewResult(),
                new GetInterviewResultResponse
                {
                    Score = 1,
                    Results =
                    [
                        new InterviewResult
                        {
                            Id = 1,
                            Content = Content,
                            Choices = Choices,
                            Answer = 1,
                            RightChoice = 1,
                        },
                    ],
                    DoneDate = Moment,
                }
            )
            {
                Errors = [409],
            },
        ];

    private static List<string> Choices => ["WHERE", "HAVING", "ORDER BY", "LIMIT"];
}

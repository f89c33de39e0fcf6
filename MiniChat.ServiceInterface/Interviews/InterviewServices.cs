using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Interviews;

/// <summary>Interviews: questions read and answered, and how it went.</summary>
public sealed class InterviewServices(IInterviewStore store, InterviewOptions options, TimeProvider clock) : IService
{
    public async Task<FindInterviewQuestionsResponse> Get(FindInterviewQuestions request, Caller caller, CancellationToken cancel)
    {
        if (await store.FindAsync(caller.AccountId, cancel) is not { } interview)
            return new FindInterviewQuestionsResponse { State = InterviewState.NotStarted };
        var isShown = interview.State is InterviewState.Ready or InterviewState.Done;
        return new FindInterviewQuestionsResponse
        {
            State = interview.State,
            Results = isShown ? [.. interview.Questions.Select(Describe)] : [],
            Error = interview.Error,
        };
    }

    public async Task<AnswerInterviewQuestionResponse> Put(
        AnswerInterviewQuestion request,
        Caller caller,
        CancellationToken cancel
    )
    {
        var answer = new NewInterviewAnswer(caller.AccountId, request.Id, request.Answer!.Value, clock.Now());
        var standing =
            await store.AnswerAsync(answer, cancel)
            ?? throw new ServiceException(ErrorKind.NotFound, $"There is no interview question {request.Id}.");
        if (!standing.IsKept)
            throw InterviewRefusals.Done();
        return new AnswerInterviewQuestionResponse
        {
            State = standing.State,
            Left = standing.State is InterviewState.Making or InterviewState.Failed
                ? options.MissingBeside(standing.Answered)
                : standing.Open,
        };
    }

    public async Task<GetInterviewResultResponse> Get(GetInterviewResult request, Caller caller, CancellationToken cancel)
    {
        if (await store.FindDoneAsync(caller.AccountId, cancel) is not { } interview)
            throw InterviewRefusals.NotDone((await store.FindAsync(caller.AccountId, cancel))?.State);
        return new GetInterviewResultResponse
        {
            Score = interview.Questions.Count(question => question.Answer == question.RightChoice),
            Results = [.. interview.Questions.Select(DescribeResult)],
            DoneDate = interview.DoneAt!.Value.UtcDateTime,
        };
    }

    private static InterviewQuestion Describe(StoredInterviewQuestion question) =>
        new()
        {
            Id = question.Id,
            Content = question.Content,
            Choices = [.. question.Choices],
            Answer = question.Answer,
        };

    private static InterviewResult DescribeResult(StoredInterviewQuestion question) =>
        new()
        {
            Id = question.Id,
            Content = question.Content,
            Choices = [.. question.Choices],
            Answer = question.Answer!.Value,
            RightChoice = question.RightChoice!.Value,
        };
}

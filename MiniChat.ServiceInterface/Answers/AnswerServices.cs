using System.Runtime.CompilerServices;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>Reading, following, stopping and asking again.</summary>
public sealed class AnswerServices(
    AnswerReader answers,
    AnswerFollower follower,
    Asking asking,
    Regenerating regenerating,
    TimeProvider clock
) : IService
{
    public async Task<GetAnswerResponse> Get(GetAnswer request, Caller caller, CancellationToken cancel)
    {
        var log = await answers.OpenAsync(caller.AccountId, request.AnswerId, cancel);
        var after = request.After ?? 0;
        if (request.Wait is > 0 and var seconds && log.Ending is null)
            await WaitAsync(log, after, TimeSpan.FromSeconds(seconds), cancel);
        return Describe(log, after);
    }

    public async IAsyncEnumerable<AnswerEvent> Stream(
        StreamAnswer request,
        Call call,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var log = await answers.OpenAsync(call.Caller.AccountId, request.AnswerId, cancel);
        // The header is what a reconnecting reader really has; the query still says where its first connection began.
        await foreach (var next in log.ReadAsync(call.LastEventId ?? request.After, cancel))
            yield return next;
    }

    public IAsyncEnumerable<AnswersEvent> Stream(StreamAnswers request, Call call, CancellationToken cancel) =>
        follower.FollowAsync(call.Caller.AccountId, call.LastEventId ?? request.After, cancel);

    public async Task<GetAnswerResponse> Post(StopAnswer request, Caller caller, CancellationToken cancel)
    {
        var log = await answers.OpenAsync(caller.AccountId, request.AnswerId, cancel);
        log.Stop();
        await log.WaitForEndAsync(cancel);
        return Describe(log, after: 0);
    }

    public async Task<QuestionResponse> Post(RegenerateAnswer request, Call call, CancellationToken cancel) =>
        await asking.AnswerAsync(await regenerating.AskAsync(request, call, cancel), request.Stream == true, cancel);

    public async IAsyncEnumerable<AnswerEvent> Stream(
        RegenerateAnswer request,
        Call call,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await foreach (var next in asking.StreamAsync(await regenerating.AskAsync(request, call, cancel), cancel))
            yield return next;
    }

    private async Task WaitAsync(AnswerLog log, long after, TimeSpan longest, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var news = log.WaitAsync(after, stop.Token);
        await Task.WhenAny(news, Task.Delay(longest, clock, stop.Token));
        cancel.ThrowIfCancellationRequested();
        await stop.CancelAsync();
    }

    private static GetAnswerResponse Describe(AnswerLog log, long after)
    {
        var ending = log.Ending;
        var length = log.Length;
        return new GetAnswerResponse
        {
            AnswerId = log.AnswerId,
            State = ending?.State ?? AnswerState.Running,
            Text = log.TextBetween(after, length),
            Seq = length,
            Model = log.Model,
            FinishReason = ending?.FinishReason,
            Usage = ending?.Usage,
            Error = ending?.Error,
            CreatedDate = log.CreatedAt.UtcDateTime,
        };
    }
}

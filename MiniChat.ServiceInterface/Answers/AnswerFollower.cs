using System.Runtime.CompilerServices;
using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>
/// Follows the answers of an account one after the other. It holds a number and nothing else: what began meanwhile is in the
/// store, so that a slow follower misses nothing and costs no memory.
/// </summary>
public sealed class AnswerFollower(AnswerReader reader, RunningAnswers running, IAnswerStore store)
{
    private const int PageSize = 32;

    /// <summary>The answers after one, from their beginning to their end, then those that begin.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="after">The last answer that was read before; null for those that begin from now on.</param>
    /// <param name="cancel">The follower has gone.</param>
    public async IAsyncEnumerable<AnswersEvent> FollowAsync(
        long accountId,
        long? after,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var told = after ?? await store.NewestAnswerAsync(accountId, cancel);
        yield return new AnswersEvent
        {
            Seq = told,
            Event = "listening",
            Data = new AnswersListening { After = told },
        };
        while (true)
        {
            var next = running.NextOf(accountId);
            var begun = await store.FindAnswersAfterAsync(accountId, told, PageSize, cancel);
            foreach (var answerId in begun)
            {
                await foreach (var one in ReadAsync(accountId, answerId, told, cancel))
                    yield return one;
                told = answerId;
            }
            if (begun.Count == 0)
                await next.WaitAsync(cancel);
        }
    }

    private async IAsyncEnumerable<AnswersEvent> ReadAsync(
        long accountId,
        long answerId,
        long told,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        // It may have been deleted with its chat meanwhile.
        if (await reader.TryOpenAsync(accountId, answerId, cancel) is not { } log)
            yield break;
        await foreach (var one in log.ReadAsync(after: null, cancel))
        {
            yield return new AnswersEvent
            {
                Seq = one.Data is AnswerEnded ? answerId : told,
                Event = one.Event,
                Data = new AnswersItem
                {
                    AnswerId = answerId,
                    Seq = one.Seq,
                    Data = one.Data,
                },
            };
        }
    }
}

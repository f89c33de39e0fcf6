using MiniChat.ServiceInterface.Throttling;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>Where an ask is let in and kept, or refused: no further than here while the server ends, or above a limit.</summary>
public sealed class AskGate(IAnswerStore store, AnswerKeeper keeper, AskThrottle throttle, AnswerOptions options)
{
    /// <summary>Keeps an ask.</summary>
    /// <returns>Accepted or replayed, with the numbers.</returns>
    /// <exception cref="ServiceException">It is refused; nothing is kept.</exception>
    public async Task<AskOutcome> KeepAsync(NewAsk ask, CancellationToken cancel)
    {
        if (keeper.IsDraining)
        {
            throw new ServiceException(
                ErrorKind.Unavailable,
                "The server is about to end and takes no more asks. Try again in a moment."
            )
            {
                ErrorCode = "ServerStopping",
                RetryAfter = TimeSpan.FromSeconds(5),
            };
        }
        // What was asked before asks nothing anew, so it is answered above a limit too.
        if (ask.Key is not null && throttle.Counts(ask.Door) && await store.FindKeptAsync(ask, cancel) is { } known)
            return known.Result == AskResult.Replayed ? known : throw Refusal(known.Result, ask);
        var ticket = await throttle.TakeAsync(ask.Door, ask.AccountId, cancel);
        var outcome = await store.AskAsync(ask with { RunningLimit = options.RunningAnswersPerAccount }, cancel);
        if (outcome.Result == AskResult.Accepted)
            return outcome;
        await throttle.TakeBackAsync(ticket);
        return outcome.Result == AskResult.Replayed ? outcome : throw Refusal(outcome.Result, ask);
    }

    private ServiceException Refusal(AskResult result, NewAsk ask)
    {
        switch (result)
        {
            case AskResult.KeyTaken:
                return KeyReuse.Refusal("ask");
            case AskResult.NoSuchChat:
                return new ServiceException(ErrorKind.NotFound, $"There is no chat {ask.ChatId}.");
            default:
                RefusalMeter.Count("running_answers");
                return new ServiceException(
                    ErrorKind.TooMany,
                    $"{options.RunningAnswersPerAccount} answers of this account are running already. Wait for one to end, or stop one."
                )
                {
                    ErrorCode = "TooManyRunningAnswers",
                    RetryAfter = TimeSpan.FromSeconds(1),
                };
        }
    }
}

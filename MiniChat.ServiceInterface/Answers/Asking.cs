using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>One ask: what is to be kept, how the model's input is gathered, and what becomes of it when the caller leaves.</summary>
public sealed record Ask
{
    /// <summary>What is to be kept.</summary>
    public required NewAsk Kept { get; init; }

    /// <summary>Gathers what is sent to the model, after the ask is kept.</summary>
    public required Func<AskOutcome, CancellationToken, ValueTask<AnswerInput>> Prepare { get; init; }

    /// <summary>What becomes of the answer when the caller leaves.</summary>
    public DisconnectPolicy OnDisconnect { get; init; }
}

/// <summary>The way every ask takes: kept first, then the model is asked; answered whole, at once, or as a stream.</summary>
public sealed class Asking(AskGate gate, AnswerRunner runner, AnswerReader reader)
{
    /// <summary>Answers whole: waits for the end. With <paramref name="atOnce"/> it tells the number and the state instead.</summary>
    public async Task<QuestionResponse> AnswerAsync(Ask ask, bool atOnce, CancellationToken cancel)
    {
        var (log, isMine) = await BeginAsync(ask, cancel);
        if (atOnce)
            return new QuestionResponse
            {
                AnswerId = log.AnswerId,
                TurnId = TurnOf(log),
                State = log.State,
            };
        try
        {
            await log.WaitForEndAsync(cancel);
        }
        finally
        {
            Leave(log, ask, isMine);
        }
        return log.Ending!.ToException(log.AnswerId) is { } failure ? throw failure : Whole(log);
    }

    /// <summary>Answers as a stream, from the beginning.</summary>
    public async IAsyncEnumerable<AnswerEvent> StreamAsync(Ask ask, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (log, isMine) = await BeginAsync(ask, cancel);
        try
        {
            await foreach (var next in log.ReadAsync(after: null, cancel))
                yield return next;
        }
        finally
        {
            Leave(log, ask, isMine);
        }
    }

    private async Task<(AnswerLog Log, bool IsMine)> BeginAsync(Ask ask, CancellationToken cancel)
    {
        var outcome = await gate.KeepAsync(ask.Kept, cancel);
        if (outcome.Result == AskResult.Replayed)
            return (await reader.OpenAsync(ask.Kept.AccountId, outcome.AnswerId, cancel), false);
        var log = new AnswerLog(ask.Kept.AccountId, outcome, ask.Kept);
        _ = runner.RunAsync(log, stop => ask.Prepare(outcome, stop));
        return (log, true);
    }

    /// <summary>Cancels the model call when the one who asked leaves before the end, where that is the policy.</summary>
    private static void Leave(AnswerLog log, Ask ask, bool isMine)
    {
        if (isMine && ask.OnDisconnect == DisconnectPolicy.Cancel)
            log.Stop();
    }

    private static QuestionResponse Whole(AnswerLog log) =>
        new()
        {
            AnswerId = log.AnswerId,
            TurnId = TurnOf(log),
            State = log.State,
            Answer = log.TextFrom(0),
            Model = log.Model,
            FinishReason = log.Ending!.FinishReason,
            Usage = log.Ending.Usage,
            CreatedDate = log.CreatedAt.UtcDateTime,
        };

    private static long? TurnOf(AnswerLog log) => log.ChatId is null ? null : log.TurnId;

    /// <summary>What an idempotency key stands for: a hash of everything that makes an ask what it is.</summary>
    public static byte[] Fingerprint(params ReadOnlySpan<string?> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
            text.Append(part?.Length ?? -1).Append(':').Append(part);
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}

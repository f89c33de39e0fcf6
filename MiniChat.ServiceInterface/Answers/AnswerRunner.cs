using Microsoft.Extensions.Logging;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceInterface.Searches;
using MiniChat.ServiceInterface.Usages;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>The writer of each answer: asks the model, appends to the log, keeps the end, and only then tells it.</summary>
public sealed partial class AnswerRunner(
    IAnswerModel model,
    IAnswerStore store,
    RunningAnswers running,
    TimeProvider clock,
    ILogger<AnswerRunner> logger
)
{
    /// <summary>How long to wait between the tries to keep an end; the last one again and again.</summary>
    private static readonly TimeSpan[] Retries = [.. new[] { 0.25, 0.5, 1, 2 }.Select(TimeSpan.FromSeconds)];

    /// <summary>How long it is tried: a database that was started anew is back by then. After that the caller is told.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Makes an answer. It goes on by itself: nobody has to wait for the task.</summary>
    /// <param name="log">The log, its ask kept already.</param>
    /// <param name="prepare">Gathers what is sent to the model.</param>
    internal async Task RunAsync(AnswerLog log, Func<CancellationToken, ValueTask<AnswerInput>> prepare)
    {
        running.Add(log);
        var progress = new Progress();
        var ending = await AnswerAsync(log, prepare, progress);
        log.Complete();
        if (progress.Input is not null)
            progress.Duration = (long)clock.GetElapsedTime(progress.Begun).TotalMilliseconds;
        if (await KeepAsync(log, ending, progress) is { } kept)
            log.End(kept);
        // In the store it still runs where its end was not kept: the log stays, and the keeper keeps the end as soon as it can.
        if (log.Unkept is null)
            running.Remove(log);
    }

    private sealed class Progress
    {
        public AnswerInput? Input { get; set; }
        public long Begun { get; set; }
        public long? FirstTextAfter { get; set; }
        public long Duration { get; set; }
    }

    private async Task<AnswerEnding> AnswerAsync(
        AnswerLog log,
        Func<CancellationToken, ValueTask<AnswerInput>> prepare,
        Progress progress
    )
    {
        try
        {
            var input = await prepare(log.Stopping);
            var request = new ModelRequest { Model = log.Model, Messages = input.Messages };
            progress.Begun = clock.GetTimestamp();
            progress.Input = input;
            await foreach (var part in model.StreamAsync(request, log.Stopping))
            {
                if (part.FinishReason is { } reason)
                    return new AnswerEnding(AnswerState.Completed) { FinishReason = reason, Usage = part.Usage };
                progress.FirstTextAfter ??= (long)clock.GetElapsedTime(progress.Begun).TotalMilliseconds;
                log.Append(part.Text ?? "");
            }
            return AnswerEnding.Failed(
                new ModelException(ModelFailure.ModelStreamBroken, "The answer broke off before its end. Ask again.")
            );
        }
        catch (Exception) when (log.Stopping.IsCancellationRequested)
        {
            return new AnswerEnding(log.StopAs);
        }
        catch (ServiceException e)
        {
            LogFailure(log.AnswerId, e.ErrorCode ?? e.Kind.ToString(), e.InnerException?.GetType().Name);
            return AnswerEnding.Failed(e);
        }
        catch (Exception e)
        {
            LogFault(log.AnswerId, e);
            return AnswerEnding.Failed(
                new ServiceException(ErrorKind.Internal, $"Internal error while making answer {log.AnswerId}.", e)
                {
                    ErrorCode = "InternalError",
                }
            );
        }
    }

    /// <summary>Keeps the end, or what readers are told when it cannot be kept.</summary>
    /// <returns>What readers are told; null when the log was ended as others had ended the answer.</returns>
    private async Task<AnswerEnding?> KeepAsync(AnswerLog log, AnswerEnding ending, Progress progress)
    {
        var used = new AnswerUsage(ending.Usage, progress.Input?.Messages, log.TextFrom(0));
        var ended = EndedAnswerOf(log, ending, used, progress);
        UsageMeters.Count(ended.Entry!);
        var begun = clock.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                if (await store.EndAsync(ended, CancellationToken.None))
                    return ending;
                return await EndAsOthersDidAsync(log) ? null : ending;
            }
            catch (Exception e) when (clock.GetElapsedTime(begun) < Patience)
            {
                LogNotKept(log.AnswerId, attempt + 1, e);
                await Task.Delay(Retries[Math.Min(attempt, Retries.Length - 1)], clock, CancellationToken.None);
            }
            catch (Exception e)
            {
                LogNotKept(log.AnswerId, attempt + 1, e);
                var told = AnswerEnding.Failed(
                    new ServiceException(ErrorKind.Unavailable, "The answer could not be kept: the store cannot be written.", e)
                    {
                        ErrorCode = "StoreUnavailable",
                        RetryAfter = TimeSpan.FromSeconds(5),
                    }
                );
                log.Unkept = EndedAnswerOf(log, told, used, progress);
                return told;
            }
        }
    }

    private async Task<bool> EndAsOthersDidAsync(AnswerLog log)
    {
        var stored = await store.FindAsync(log.AccountId, log.AnswerId, CancellationToken.None);
        // With its chat deleted there is nothing to be like.
        if (stored is null)
            return false;
        // Not this node's any more, and others are about to end it: it is looked at again.
        if (stored.State == AnswerState.Running)
            throw new ServiceException(ErrorKind.Unavailable, "The answer is another node's to end.");
        LogEndedBefore(log.AnswerId, stored.State);
        log.EndAs(stored);
        return true;
    }

    private EndedAnswer EndedAnswerOf(AnswerLog log, AnswerEnding ending, AnswerUsage used, Progress progress)
    {
        var now = clock.Now();
        var entry = used.EntryOf(log.Origin, ending.State, now) with
        {
            Duration = progress.Duration,
            FirstTextAfter = progress.FirstTextAfter,
        };
        return new EndedAnswer
        {
            AnswerId = log.AnswerId,
            State = ending.State,
            Text = used.Text,
            Words = log.ChatId is null ? null : SearchWords.Of(log.AccountId, used.Text),
            FinishReason = ending.FinishReason,
            Usage = ending.Usage,
            Error = ending.Error,
            Context = progress.Input?.Context,
            FirstTextAfter = progress.FirstTextAfter,
            Entry = entry,
            At = now,
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Answer {AnswerId} failed: {ErrorCode} ({Cause})")]
    private partial void LogFailure(long answerId, string errorCode, string? cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "Answer {AnswerId} failed by a fault of the server")]
    private partial void LogFault(long answerId, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Answer {AnswerId} had ended in the store before: {State}")]
    private partial void LogEndedBefore(long answerId, AnswerState state);

    [LoggerMessage(Level = LogLevel.Error, Message = "The end of answer {AnswerId} could not be kept at try {Attempt}")]
    private partial void LogNotKept(long answerId, int attempt, Exception error);
}

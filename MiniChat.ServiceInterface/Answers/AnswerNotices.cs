using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniChat.ServiceInterface.Mirrors;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>
/// Tells server-events what the answers of an account say, whatever door they were asked for by. Each answer has one reader
/// for all subscribers, and none while the account has no subscriber.
/// </summary>
public sealed partial class AnswerNotices(
    RunningAnswers running,
    AnswerMirrors mirrors,
    AnswerReader reader,
    IEventSubscribers subscribers,
    ILogger<AnswerNotices> logger
) : IHostedLifecycleService
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, AnswerNotifier> _notifiers = [];
    private readonly HashSet<Task> _telling = [];

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        running.Begun += Begin;
        running.BegunElsewhere += BeginElsewhere;
        running.Missed += LookElsewhere;
        subscribers.Subscribed += Greet;
        return Task.CompletedTask;
    }

    /// <summary>Waits until what answers say to their end is told; they have ended by then.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        Task[] telling;
        lock (_gate)
            telling = [.. _telling];
        await Task.WhenAll(telling).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        running.Begun -= Begin;
        running.BegunElsewhere -= BeginElsewhere;
        running.Missed -= LookElsewhere;
        subscribers.Subscribed -= Greet;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Begin(AnswerLog log)
    {
        if (subscribers.Of(log.AccountId).Count > 0)
            Follow(log);
    }

    private void BeginElsewhere(long accountId, long answerId)
    {
        if (subscribers.Of(accountId).Count > 0)
            _ = FollowElsewhereAsync(accountId, answerId);
    }

    private void LookElsewhere()
    {
        foreach (var accountId in subscribers.Accounts.Where(account => account != 0))
            _ = JoinElsewhereAsync(accountId, subscriber: null);
    }

    private async Task FollowElsewhereAsync(long accountId, long answerId)
    {
        try
        {
            if (await reader.TryOpenAsync(accountId, answerId, CancellationToken.None) is { } log)
                Follow(log);
        }
        catch (Exception e)
        {
            LogFailed(answerId, e);
        }
    }

    private async Task JoinElsewhereAsync(long accountId, IEventSubscriber? subscriber)
    {
        try
        {
            foreach (var answerId in await mirrors.RunningElsewhereAsync(accountId, CancellationToken.None))
            {
                if (await reader.TryOpenAsync(accountId, answerId, CancellationToken.None) is { } log)
                    Join(log, subscriber);
            }
        }
        catch (Exception e)
        {
            LogNotSeen(accountId, e);
        }
    }

    private void Greet(IEventSubscriber subscriber, IReadOnlyList<string> channels)
    {
        if (subscriber.AccountId == 0)
            return;
        foreach (var log in running.All.Where(log => log.AccountId == subscriber.AccountId))
            Join(log, subscriber);
        _ = JoinElsewhereAsync(subscriber.AccountId, subscriber);
        foreach (var answerId in channels.Select(AnswerChannels.AnswerOf).OfType<long>())
        {
            // What runs, or is being told to its end, was told above.
            if (FindNotifier(answerId) is { } notifier)
                notifier.Greet(subscriber);
            else if (running.Find(answerId) is not { Ending: null })
                _ = ReplayAsync(subscriber, answerId);
        }
    }

    private void Join(AnswerLog log, IEventSubscriber? subscriber)
    {
        if (FindNotifier(log.AnswerId) is { } notifier)
        {
            if (subscriber is not null)
                notifier.Greet(subscriber);
        }
        // One that has ended was told to all who listened then.
        else if (log.Ending is null)
            Follow(log);
    }

    private void Follow(AnswerLog log)
    {
        var notifier = new AnswerNotifier(log, subscribers);
        lock (_gate)
        {
            if (!_notifiers.TryAdd(log.AnswerId, notifier))
                return;
            var telling = FollowAsync(notifier);
            _telling.Add(telling);
            _ = ForgetAsync(telling);
        }
    }

    private async Task ForgetAsync(Task telling)
    {
        await telling;
        lock (_gate)
            _telling.Remove(telling);
    }

    private async Task FollowAsync(AnswerNotifier notifier)
    {
        // Beside the one who asked, who need not wait for it.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await foreach (var one in notifier.Log.ReadAsync(after: null, CancellationToken.None))
            {
                if (!notifier.Tell(one) && Retire(notifier))
                    return;
            }
        }
        catch (Exception e)
        {
            LogFailed(notifier.Log.AnswerId, e);
        }
        lock (_gate)
            _notifiers.Remove(notifier.Log.AnswerId);
    }

    /// <summary>Gives an answer up that nobody listens to; who subscribes later begins anew.</summary>
    /// <returns>Whether it is so: somebody may have subscribed meanwhile.</returns>
    private bool Retire(AnswerNotifier notifier)
    {
        lock (_gate)
            return subscribers.Of(notifier.Log.AccountId).Count == 0 && _notifiers.Remove(notifier.Log.AnswerId);
    }

    private AnswerNotifier? FindNotifier(long answerId)
    {
        lock (_gate)
            return _notifiers.GetValueOrDefault(answerId);
    }

    /// <summary>Tells one subscriber an answer that has ended, from its beginning.</summary>
    private async Task ReplayAsync(IEventSubscriber subscriber, long answerId)
    {
        try
        {
            // It may have been deleted with its chat meanwhile.
            if (await reader.TryOpenAsync(subscriber.AccountId, answerId, CancellationToken.None) is not { } log)
                return;
            var notifier = new AnswerNotifier(log, subscribers);
            await foreach (var one in log.ReadAsync(after: null, CancellationToken.None))
                subscriber.Send(notifier.Write(one));
        }
        catch (Exception e)
        {
            LogFailed(answerId, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Server-events could not be told of answer {Answer} to its end")]
    private partial void LogFailed(long answer, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "What runs for account {Account} at other nodes could not be read")]
    private partial void LogNotSeen(long account, Exception error);
}

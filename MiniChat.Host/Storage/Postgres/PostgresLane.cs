using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using MiniChat.Stack;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>
/// Writes what waits together in one transaction, again and again on a connection of its own, and acknowledges each work after
/// the commit: group commit.
/// </summary>
internal abstract class PostgresLane<TValue, TResult> : IAsyncDisposable
{
    private const int LargestBatch = 512;
    private const int LargestQueue = 50_000;
    private const int MostAttempts = 4;

    private static readonly Meter Meter = new("MiniChat.Storage");

    private static readonly Histogram<long> Sizes = Meter.CreateHistogram<long>(
        "minichat.writer.commit.works",
        "{work}",
        "Works that were written in one transaction"
    );

    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>(
        "minichat.writer.commit.duration",
        "s",
        "Time that a transaction took, its commit included"
    );

    private readonly Channel<PostgresItem<TValue, TResult>> _queue = Channel.CreateBounded<PostgresItem<TValue, TResult>>(
        new BoundedChannelOptions(LargestQueue) { FullMode = BoundedChannelFullMode.Wait }
    );

    private readonly List<PostgresItem<TValue, TResult>> _batch = [];
    private readonly Task _loop;

    /// <summary>Starts the lane.</summary>
    /// <param name="pool">The connections.</param>
    protected PostgresLane(PostgresPool pool)
    {
        Pool = pool;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>The connections.</summary>
    protected PostgresPool Pool { get; }

    /// <summary>The lane's connection, while it has one.</summary>
    protected PostgresSession? Session { get; private set; }

    /// <summary>Puts a work in line; the task ends when it is on the disk.</summary>
    /// <param name="value">What is to be kept.</param>
    /// <param name="cancel">A work that has not begun is dropped.</param>
    /// <exception cref="ServiceException">The store cannot be written.</exception>
    public async Task<TResult> WriteAsync(TValue value, CancellationToken cancel)
    {
        var item = new PostgresItem<TValue, TResult>(value, cancel);
        if (!_queue.Writer.TryWrite(item))
            throw PostgresErrors.Unavailable(null);
        try
        {
            return await item.Done.WaitAsync(Pool.Options.Longest);
        }
        catch (TimeoutException e)
        {
            var told = item.TryDrop() ? PostgresErrors.Unavailable(e) : PostgresErrors.InDoubt(e);
            item.Fail(told);
            throw told;
        }
    }

    /// <summary>Finishes what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        if (Session is not null)
            await Session.DisposeAsync();
    }

    /// <summary>Writes a batch on <see cref="Session"/> and commits it. It may be called twice with the same.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="batch">The works.</param>
    /// <returns>What came of each; an exception for one that was refused while the others are kept.</returns>
    protected abstract Task<IReadOnlyList<PostgresResult<TResult>>> WriteAsync(
        PostgresSession session,
        IReadOnlyList<PostgresItem<TValue, TResult>> batch
    );

    /// <summary>Called with each new connection, before its first batch.</summary>
    protected virtual void Begin(PostgresSession session) { }

    /// <summary>Whether earlier batches left nothing to be put in order.</summary>
    protected virtual bool IsTidy => true;

    /// <summary>Puts in order what earlier batches left: before each batch and, while something is left, every second.</summary>
    protected virtual Task TidyAsync() => Task.CompletedTask;

    /// <summary>A work was kept whose caller was told that this is not known.</summary>
    protected virtual void Abandon(TResult result) { }

    /// <summary>The lane's connection, opened when there is none.</summary>
    protected async Task<PostgresSession> OpenAsync()
    {
        if (Session is { IsOpen: true } open)
            return open;
        await CloseAsync();
        var session = await Pool.OpenAsync(CancellationToken.None);
        Begin(session);
        Session = session;
        return session;
    }

    /// <summary>Gives the connection up: it is not trusted again.</summary>
    protected async Task CloseAsync()
    {
        if (Session is { } session)
        {
            Session = null;
            await Pool.CloseAsync(session);
        }
    }

    private async Task RunAsync()
    {
        while (IsTidy ? await _queue.Reader.WaitToReadAsync() : await WaitASecondAsync())
        {
            if (!IsTidy)
                await TryTidyAsync();
            while (_batch.Count < LargestBatch && _queue.Reader.TryRead(out var item))
            {
                if (item.TryBegin())
                    _batch.Add(item);
            }
            if (_batch.Count > 0)
                await WriteAllAsync(_batch);
            _batch.Clear();
        }
    }

    private async Task<bool> WaitASecondAsync()
    {
        var more = _queue.Reader.WaitToReadAsync().AsTask();
        var first = await Task.WhenAny(more, Task.Delay(TimeSpan.FromSeconds(1)));
        return first != more || await more;
    }

    private async Task TryTidyAsync()
    {
        try
        {
            await TidyAsync();
        }
        catch (Exception e) when (e is ServiceException || PostgresErrors.IsOutOfOrder(e))
        {
            // The database is away still; it is tried again in a second.
        }
    }

    private async Task WriteAllAsync(List<PostgresItem<TValue, TResult>> batch)
    {
        try
        {
            var begun = Stopwatch.GetTimestamp();
            var results = await RepeatAsync(batch);
            Sizes.Record(batch.Count);
            Durations.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds);
            for (var i = 0; i < results.Count; i++)
                Tell(batch[i], results[i]);
        }
        catch (Exception e) when (e is ServiceException || PostgresErrors.IsOutOfOrder(e))
        {
            await CloseAsync();
            var told = e as ServiceException ?? PostgresErrors.Unavailable(e);
            // Whoever waits behind would wait as long for the same refusal.
            while (_queue.Reader.TryRead(out var item))
            {
                if (item.TryBegin())
                    item.Fail(PostgresErrors.Unavailable(e));
            }
            foreach (var item in batch)
                item.Fail(told);
        }
        catch (Exception e) when (batch.Count == 1)
        {
            await CloseAsync();
            batch[0].Fail(e);
        }
        catch (Exception)
        {
            await CloseAsync();
            // One of them is at fault, and all are undone: each again by itself, so that only that one fails.
            foreach (var item in batch.ToArray())
                await WriteAllAsync([item]);
        }
    }

    /// <summary>Again on a new connection, where the first one broke before the commit or others were in the way.</summary>
    private async Task<IReadOnlyList<PostgresResult<TResult>>> RepeatAsync(List<PostgresItem<TValue, TResult>> batch)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var session = await OpenAsync();
            try
            {
                return await WriteAsync(session, batch);
            }
            catch (Exception e)
                when (attempt < MostAttempts
                    && Stopwatch.GetElapsedTime(begun) < Pool.Options.Patience
                    && (PostgresErrors.MayPass(e) || (!session.IsOpen && PostgresErrors.IsOutOfOrder(e)))
                )
            {
                await CloseAsync();
            }
        }
    }

    private void Tell(PostgresItem<TValue, TResult> item, PostgresResult<TResult> result)
    {
        if (result.Error is { } error)
            item.Fail(error);
        else if (!item.TryAcknowledge(result.Value!))
            Abandon(result.Value!);
    }
}

/// <summary>What came of a work in a batch.</summary>
/// <param name="Value">Its result.</param>
/// <param name="Error">Why it was refused; null when it was not.</param>
internal readonly record struct PostgresResult<T>(T? Value, Exception? Error = null);

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Data.Sqlite;
using MiniChat.ServiceInterface.Accounts;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>
/// The one writer. Works that wait together are done in one transaction on a thread of their own, and each is acknowledged only
/// after that transaction is on the disk (group commit).
/// </summary>
public sealed class SqliteWriter : IDisposable
{
    private const int LargestBatch = 1024;
    private const int LargestQueue = 50_000;

    private static readonly Meter Meter = new("MiniChat.Storage");

    private static readonly UpDownCounter<long> Waiting = Meter.CreateUpDownCounter<long>(
        "minichat.writer.queue",
        "{work}",
        "Works that wait to be written"
    );

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

    private readonly BlockingCollection<IWork> _queue = new(new ConcurrentQueue<IWork>());
    private readonly SqliteSession _session;
    private readonly Thread _thread;
    private readonly List<IWork> _batch = [];

    /// <summary>Starts the writer.</summary>
    /// <param name="file">The database file, its schema up to date.</param>
    public SqliteWriter(SqliteFile file)
    {
        _session = file.OpenWriter();
        _thread = new Thread(Run) { Name = "sqlite-writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Does a work inside the next transaction; the task ends when that is on the disk.</summary>
    /// <param name="work">
    /// Reads and writes through the session. When it throws, it alone is undone. It may be run twice: nothing outside the
    /// session may change in it.
    /// </param>
    /// <param name="cancel">A work that has not begun is dropped.</param>
    /// <exception cref="Stack.ServiceException">The store cannot be written; nothing was kept.</exception>
    public Task<T> WriteAsync<T>(Func<SqliteSession, ValueTask<T>> work, CancellationToken cancel)
    {
        if (_queue.IsAddingCompleted || _queue.Count >= LargestQueue)
            return Task.FromException<T>(SqliteErrors.Unavailable(null));
        var item = new Work<T>(work, cancel);
        try
        {
            _queue.Add(item, CancellationToken.None);
            Waiting.Add(1);
        }
        catch (InvalidOperationException e)
        {
            // The writer ended in this very moment.
            item.Fail(SqliteErrors.Unavailable(e));
        }
        return item.Task;
    }

    /// <summary>Finishes what waits, then ends.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        _session.Dispose();
        _queue.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Run()
    {
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            _batch.Add(first);
            while (_batch.Count < LargestBatch && _queue.TryTake(out var next))
                _batch.Add(next);
            Waiting.Add(-_batch.Count);
            Write(_batch);
            _batch.Clear();
        }
    }

    private void Write(List<IWork> batch)
    {
        try
        {
            InTransaction(batch);
        }
        catch (SqliteException e) when (SqliteErrors.IsOutOfOrder(e))
        {
            // Whoever waits behind would wait as long for the same refusal.
            var before = batch.Count;
            while (_queue.TryTake(out var next))
                batch.Add(next);
            Waiting.Add(before - batch.Count);
            foreach (var work in batch)
                work.Fail(SqliteErrors.Unavailable(e));
        }
        catch (Exception e) when (batch.Count == 1)
        {
            batch[0].Fail(e);
        }
        catch (Exception)
        {
            // One of them is at fault, and all are undone: each again by itself, so that only that one fails.
            foreach (var work in batch.ToArray())
                Write([work]);
        }
    }

    private void InTransaction(List<IWork> batch)
    {
        var begun = Stopwatch.GetTimestamp();
        try
        {
            _session.Prepare("BEGIN IMMEDIATE").Execute();
            foreach (var work in batch)
                work.Do(_session);
            _session.Prepare("COMMIT").Execute();
        }
        catch
        {
            if (_session.InTransaction)
                _session.Prepare("ROLLBACK").Execute();
            throw;
        }
        Sizes.Record(batch.Count);
        Durations.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds);
        foreach (var work in batch)
            work.Acknowledge();
    }

    private interface IWork
    {
        void Do(SqliteSession session);
        void Acknowledge();
        void Fail(Exception error);
    }

    private sealed class Work<T>(Func<SqliteSession, ValueTask<T>> work, CancellationToken cancel)
        : TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously),
            IWork
    {
        private T? _result;
        private bool _dropped;

        public void Do(SqliteSession session)
        {
            _dropped = cancel.IsCancellationRequested;
            if (_dropped)
                return;
            try
            {
                var doing = work(session);
                // A statement of SQLite has ended when it gives its task, and nothing else may be waited for within a transaction.
                _result = doing.IsCompleted
                    ? doing.GetAwaiter().GetResult()
                    : throw new InvalidOperationException("A work of the store waited for something else than the store.");
            }
            catch (SqliteException e) when (SqliteErrors.IsOrphan(e))
            {
                throw GoneAccount.Refusal(e);
            }
        }

        public void Acknowledge()
        {
            if (_dropped)
                TrySetCanceled(cancel);
            else
                TrySetResult(_result!);
        }

        public void Fail(Exception error) => TrySetException(error);
    }
}

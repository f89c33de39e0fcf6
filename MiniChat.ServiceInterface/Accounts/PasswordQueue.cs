using System.Collections.Concurrent;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Accounts;

/// <summary>
/// Where passwords are hashed: on threads of their own, behind a line of bounded length, so that a flood of sign-ins slows
/// nothing but sign-ins.
/// </summary>
public sealed class PasswordQueue : IDisposable
{
    /// <summary>How many can be in line, those whose turn it is included.</summary>
    public const int Capacity = 64;

    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _turns;
    private int _inLine;

    /// <summary>Starts the threads: two, or one on a small machine.</summary>
    public PasswordQueue()
        : this(Math.Clamp(Environment.ProcessorCount / 2, 1, 2)) { }

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">How many.</param>
    public PasswordQueue(int threads)
    {
        // One more turn than threads: while one asks the store, another is hashed.
        _turns = new SemaphoreSlim(threads + 1);
        _threads = [.. Enumerable.Range(0, threads).Select(Start)];
    }

    /// <summary>Waits for a turn and does the work, in which <see cref="RunAsync"/> can be called.</summary>
    /// <param name="work">What to do; it holds the turn until it ends.</param>
    /// <param name="cancel">Leaves the line.</param>
    /// <exception cref="ServiceException">The line is full.</exception>
    public async Task<T> TakeTurnAsync<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        try
        {
            if (Interlocked.Increment(ref _inLine) > Capacity)
                throw Full();
            await _turns.WaitAsync(cancel);
            try
            {
                return await work();
            }
            finally
            {
                _turns.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inLine);
        }
    }

    /// <summary>Does heavy work on one of the threads. Only who has a turn may ask for it.</summary>
    /// <param name="work">The work.</param>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    /// <summary>Finishes what was begun, then ends.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        foreach (var thread in _threads)
            thread.Join();
        _work.Dispose();
        _turns.Dispose();
    }

    private Thread Start(int number)
    {
        var thread = new Thread(() =>
        {
            foreach (var work in _work.GetConsumingEnumerable())
                work();
        })
        {
            Name = $"passwords-{number}",
            IsBackground = true,
        };
        thread.Start();
        return thread;
    }

    private static ServiceException Full() =>
        new(ErrorKind.Unavailable, "Too many are signing in just now. Try again in a moment.")
        {
            ErrorCode = "SignInBusy",
            RetryAfter = TimeSpan.FromSeconds(2),
        };
}

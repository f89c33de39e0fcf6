using System.Diagnostics;
using MiniChat.Host.Storage.Sql;
using MiniChat.Stack;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>Rows in PostgreSQL: each work is a transaction of its own, on one of the process's connections.</summary>
/// <param name="pool">The connections.</param>
public sealed class PostgresEngine(PostgresPool pool) : ISqlEngine
{
    private const int MostAttempts = 8;

    private readonly PostgresOutcomes _outcomes = new(pool);

    /// <summary>The pool.</summary>
    public PostgresPool Pool => pool;

    /// <inheritdoc/>
    public Task<T> WriteAsync<T>(Func<SqlSession, ValueTask<T>> work, CancellationToken cancel) =>
        BoundAsync(() => RepeatAsync(session => TransactAsync(session, work), cancel), PostgresErrors.InDoubt);

    /// <inheritdoc/>
    public Task<T> ReadAsync<T>(Func<SqlSession, ValueTask<T>> read, CancellationToken cancel) =>
        BoundAsync(() => RepeatAsync(session => read(session), cancel), PostgresErrors.Unavailable);

    /// <summary>
    /// However mute the server and the network are, a caller is told in time. What goes on behind ends by the driver's own times.
    /// </summary>
    private async Task<T> BoundAsync<T>(Func<Task<T>> act, Func<Exception, ServiceException> told)
    {
        try
        {
            return await act().WaitAsync(pool.Options.Longest);
        }
        catch (TimeoutException e)
        {
            throw told(e);
        }
    }

    private async Task<T> RepeatAsync<T>(Func<PostgresSession, ValueTask<T>> act, CancellationToken cancel)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var session = await pool.TakeAsync(cancel);
            var (isSound, isBroken) = (false, false);
            try
            {
                var result = await act(session);
                isSound = true;
                return result;
            }
            catch (Exception e) when (e is not (Npgsql.NpgsqlException or TimeoutException))
            {
                // The work refused, and all of it was undone; or the connection is lost, which its own state tells.
                isSound = true;
                throw;
            }
            catch (Exception e) when (attempt < MostAttempts && MayRepeat(e, session, begun))
            {
                isBroken = !session.IsOpen;
            }
            catch (Exception e) when (PostgresErrors.IsOutOfOrder(e))
            {
                throw PostgresErrors.Unavailable(e);
            }
            finally
            {
                await pool.GiveAsync(session, failed: !isSound);
            }
            // Those who were in each other's way must not meet again at once; a new connection needs no wait.
            if (!isBroken)
                await Task.Delay(TimeSpan.FromMilliseconds(1 << attempt), cancel);
        }
    }

    /// <summary>
    /// Whether the work can be done again: others were in its way, or the connection broke before the commit, as an idle one does
    /// when the server was restarted. Not after a statement that took too long: the caller has waited enough.
    /// </summary>
    private bool MayRepeat(Exception error, PostgresSession session, long begun) =>
        Stopwatch.GetElapsedTime(begun) < pool.Options.Patience
        && (PostgresErrors.MayPass(error) || (!session.IsOpen && PostgresErrors.IsOutOfOrder(error)));

    private async ValueTask<T> TransactAsync<T>(PostgresSession session, Func<SqlSession, ValueTask<T>> work)
    {
        await session.BeginAsync();
        T result;
        try
        {
            result = await work(session);
        }
        catch when (session.IsOpen)
        {
            await session.RollbackAsync();
            throw;
        }
        var mark = PostgresOutcomes.NewMark();
        try
        {
            await session.CommitAsync(mark);
            return result;
        }
        catch (Exception e) when (!session.IsOpen)
        {
            // The connection broke while the commit was under way: only the server knows whether that is on its disk. Done again
            // without asking, a work that was committed would be done twice.
            using var limit = new CancellationTokenSource(pool.Options.Patience);
            return await _outcomes.IsCommittedAsync(mark, limit.Token) switch
            {
                true => result,
                false => throw PostgresErrors.Unavailable(e),
                null => throw PostgresErrors.InDoubt(e),
            };
        }
    }
}

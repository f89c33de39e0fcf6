using MiniChat.Stack;
using Npgsql;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>Finds out what became of a transaction whose connection broke while it was committed.</summary>
/// <param name="pool">The connections.</param>
internal sealed class PostgresOutcomes(PostgresPool pool)
{
    /// <summary>Leaves a transaction's mark, right before its commit; one that has written nothing needs none.</summary>
    public const string Mark =
        "INSERT INTO commits (mark) SELECT CAST(@mark AS UUID) WHERE pg_current_xact_id_if_assigned() IS NOT NULL";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>A fresh mark. They ascend, so that new ones lie side by side.</summary>
    public static string NewMark() => Guid.CreateVersion7().ToString();

    /// <summary>
    /// Asks the server, on another connection, until it knows: a server that was restarted has read its log before it answers. A
    /// transaction that was not committed by then is not committed any more, however late its COMMIT arrives.
    /// </summary>
    /// <param name="mark">The transaction's mark.</param>
    /// <param name="cancel">When to give up.</param>
    /// <returns>Whether it was committed; null when that could not be found out.</returns>
    internal async Task<bool?> IsCommittedAsync(string mark, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                if (await TryClaimAsync(mark, cancel) is { } isKept)
                    return isKept;
                await Task.Delay(Pause, cancel);
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<bool?> TryClaimAsync(string mark, CancellationToken cancel)
    {
        PostgresSession? session = null;
        try
        {
            session = await pool.OpenAsync(cancel);
            return await session.ClaimAsync(mark);
        }
        catch (Exception e) when (e is ServiceException or NpgsqlException or TimeoutException)
        {
            return null;
        }
        finally
        {
            if (session is not null)
                await session.DisposeAsync();
        }
    }
}

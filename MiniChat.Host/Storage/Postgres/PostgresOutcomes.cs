using MiniChat.Stack;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>Finds out what became of a transaction whose connection broke while it was committed.</summary>
/// <param name="pool">The connections.</param>
internal sealed class PostgresOutcomes(PostgresPool pool)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Asks the server, on another connection, until it knows: a COMMIT may still be on its way, and a server that was restarted
    /// has read its log before it answers.
    /// </summary>
    /// <param name="number">The transaction's number.</param>
    /// <param name="cancel">When to give up.</param>
    /// <returns>Whether it was committed; null when that could not be found out.</returns>
    internal async Task<bool?> IsCommittedAsync(string number, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                if (await StatusAsync(number, cancel) is { } status and not "in progress")
                    return status == "committed";
                await Task.Delay(Pause, cancel);
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<string?> StatusAsync(string number, CancellationToken cancel)
    {
        PostgresSession? session = null;
        try
        {
            session = await pool.OpenAsync(cancel);
            // A server that took over without it knows no such number: it is too high, or too old.
            return await session.StatusAsync(number) ?? "aborted";
        }
        catch (Exception e) when (e is ServiceException || PostgresErrors.IsOutOfOrder(e))
        {
            return null;
        }
        catch (Npgsql.PostgresException)
        {
            return "aborted";
        }
        finally
        {
            if (session is not null)
                await session.DisposeAsync();
        }
    }
}

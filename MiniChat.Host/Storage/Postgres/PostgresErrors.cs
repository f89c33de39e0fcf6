using MiniChat.Stack;
using Npgsql;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>What PostgreSQL's errors mean to a caller.</summary>
internal static class PostgresErrors
{
    /// <summary>
    /// Whether the store itself is out of order just now: not to be reached, too slow, full, read-only, stopping, or its rights
    /// were taken away.
    /// </summary>
    /// <param name="error">What was thrown.</param>
    public static bool IsOutOfOrder(Exception error) =>
        error switch
        {
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => true,
            PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => true,
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => true,
            PostgresException { SqlState: "25P03" or "25P04" } => true,
            PostgresException e => e.SqlState[..2] is "08" or "28" or "53" or "57" or "58" or "XX",
            NpgsqlException or TimeoutException => true,
            _ => false,
        };

    /// <summary>
    /// Whether the same work, done again, may well go through: others were in its way, or the server's plan for a statement is
    /// older than the table.
    /// </summary>
    /// <param name="error">What was thrown.</param>
    public static bool MayPass(Exception error) =>
        error
            is PostgresException
            {
                SqlState: PostgresErrorCodes.SerializationFailure
                    or PostgresErrorCodes.DeadlockDetected
                    or PostgresErrorCodes.UniqueViolation
                    or PostgresErrorCodes.FeatureNotSupported
                    or PostgresErrorCodes.InvalidSqlStatementName
            };

    /// <summary>
    /// Whether a row was refused because its account is not there: it was deleted meanwhile. Whoever deletes anything else holds the
    /// account, or whoever refers to it does.
    /// </summary>
    /// <param name="error">What was thrown.</param>
    public static bool IsOrphan(PostgresException error) =>
        error.SqlState == PostgresErrorCodes.ForeignKeyViolation
        && error.ConstraintName?.EndsWith("_account_id_fkey", StringComparison.Ordinal) == true;

    /// <summary>What a caller is told: nothing was kept, try again.</summary>
    /// <param name="cause">What went wrong; null when there is no room to wait.</param>
    public static ServiceException Unavailable(Exception? cause) =>
        Told("The store cannot be written just now; nothing was kept. Try again in a moment.", cause);

    /// <summary>What a caller is told when the store was lost in the very moment of keeping.</summary>
    /// <param name="cause">What went wrong.</param>
    public static ServiceException InDoubt(Exception? cause) =>
        Told(
            "The store was lost while it was written; whether this was kept is not known. Look before you send it again; what "
                + "had an Idempotency-Key can be sent again as it is.",
            cause
        );

    private static ServiceException Told(string sentence, Exception? cause) =>
        new(ErrorKind.Unavailable, sentence, cause) { ErrorCode = "StoreUnavailable", RetryAfter = TimeSpan.FromSeconds(2) };
}

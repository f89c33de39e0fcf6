using Dapper;
using Microsoft.Data.Sqlite;
using MiniChat.ServiceInterface.Accounts;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>Sessions and refresh tokens in SQLite.</summary>
/// <param name="writer">The one writer.</param>
/// <param name="readers">The connections for reading.</param>
public sealed class SqliteSessionStore(SqliteWriter writer, SqliteReaders readers) : ISessionStore
{
    private const string InsertRefresh = """
        INSERT INTO refresh_tokens (hash, session_id, created_at, expires_at) VALUES (@hash, @session, @now, @expires)
        """;

    private const string Select = $"""
        SELECT {SqliteSessionRow.Columns}, {SqliteAccountRow.Columns}
        FROM sessions s JOIN accounts a ON a.id = s.account_id
        """;

    private const string SelectRefresh = $"""
        SELECT r.expires_at AS RefreshExpiresAt, r.used_at AS UsedAt, {SqliteSessionRow.Columns}, {SqliteAccountRow.Columns}
        FROM refresh_tokens r JOIN sessions s ON s.id = r.session_id JOIN accounts a ON a.id = s.account_id
        WHERE r.hash = @hash
        """;

    /// <inheritdoc/>
    public Task CreateAsync(Session session, string refreshHash, CancellationToken cancel) =>
        writer.WriteAsync(
            file =>
            {
                var row = new
                {
                    hash = refreshHash,
                    session = session.Id,
                    account = session.AccountId,
                    now = session.CreatedAt.ToUnixTimeMilliseconds(),
                    expires = session.ExpiresAt.ToUnixTimeMilliseconds(),
                };
                file.Connection.Execute(
                    "INSERT INTO sessions (id, account_id, created_at, expires_at) VALUES (@session, @account, @now, @expires)",
                    row
                );
                file.Connection.Execute(InsertRefresh, row);
            },
            cancel
        );

    /// <inheritdoc/>
    public Task<AccountSession?> FindAsync(string id, CancellationToken cancel) =>
        readers.ReadAsync(file => Find(file.Connection, id), cancel);

    /// <inheritdoc/>
    public Task<RefreshToken?> FindRefreshAsync(string hash, CancellationToken cancel) =>
        readers.ReadAsync(file => FindRefresh(file.Connection, hash), cancel);

    /// <inheritdoc/>
    public Task<AccountSession?> RotateAsync(
        string hash,
        string successorHash,
        DateTimeOffset now,
        DateTimeOffset expires,
        CancellationToken cancel
    ) =>
        writer.WriteAsync(
            file =>
            {
                if (FindRefresh(file.Connection, hash) is not { } token)
                    return null;
                var row = new
                {
                    used = hash,
                    hash = successorHash,
                    session = token.Owner.Session.Id,
                    now = now.ToUnixTimeMilliseconds(),
                    expires = expires.ToUnixTimeMilliseconds(),
                };
                if (!token.IsGood(now))
                {
                    if (token.UsedAt is not null)
                        EndFamily(file.Connection, row.session, now);
                    return null;
                }
                // There is one writer: nobody can have used it since it was read.
                file.Connection.Execute("UPDATE refresh_tokens SET used_at = @now WHERE hash = @used", row);
                file.Connection.Execute(InsertRefresh, row);
                file.Connection.Execute("UPDATE sessions SET expires_at = @expires WHERE id = @session", row);
                return Find(file.Connection, row.session);
            },
            cancel
        );

    /// <inheritdoc/>
    public Task EndFamilyAsync(string id, DateTimeOffset now, CancellationToken cancel) =>
        writer.WriteAsync(file => EndFamily(file.Connection, id, now), cancel);

    /// <inheritdoc/>
    public Task RevokeAsync(string id, DateTimeOffset now, CancellationToken cancel) => RevokeAsync("id = @id", id, now, cancel);

    /// <inheritdoc/>
    public Task RevokeAllAsync(long accountId, DateTimeOffset now, CancellationToken cancel) =>
        RevokeAsync("account_id = @id", accountId, now, cancel);

    /// <inheritdoc/>
    public Task PruneAsync(DateTimeOffset before, CancellationToken cancel) =>
        writer.WriteAsync(
            file =>
            {
                var row = new { before = before.ToUnixTimeMilliseconds() };
                file.Connection.Execute("DELETE FROM sessions WHERE expires_at < @before", row);
                file.Connection.Execute("DELETE FROM refresh_tokens WHERE expires_at < @before", row);
            },
            cancel
        );

    private Task RevokeAsync(string condition, object id, DateTimeOffset now, CancellationToken cancel) =>
        writer.WriteAsync(
            file =>
            {
                file.Connection.Execute(
                    $"UPDATE sessions SET revoked_at = @at WHERE {condition} AND revoked_at IS NULL",
                    new { id, at = now.ToUnixTimeMilliseconds() }
                );
            },
            cancel
        );

    private static void EndFamily(SqliteConnection connection, string id, DateTimeOffset now) =>
        connection.Execute(
            "UPDATE sessions SET family_ended_at = @at WHERE id = @id AND family_ended_at IS NULL",
            new { id, at = now.ToUnixTimeMilliseconds() }
        );

    private static AccountSession? Find(SqliteConnection connection, string id) =>
        connection
            .Query<SqliteSessionRow, SqliteAccountRow, AccountSession>(
                Select + " WHERE s.id = @id",
                (session, account) => new AccountSession(session.ToSession(), account.ToAccount()),
                new { id },
                splitOn: "Id"
            )
            .SingleOrDefault();

    private static RefreshToken? FindRefresh(SqliteConnection connection, string hash) =>
        connection
            .Query<SqliteRefreshRow, SqliteSessionRow, SqliteAccountRow, RefreshToken>(
                SelectRefresh,
                (token, session, account) =>
                    new RefreshToken(
                        new AccountSession(session.ToSession(), account.ToAccount()),
                        DateTimeOffset.FromUnixTimeMilliseconds(token.RefreshExpiresAt),
                        SqliteSessionRow.TimeOf(token.UsedAt)
                    ),
                new { hash },
                splitOn: "SessionId,Id"
            )
            .SingleOrDefault();
}

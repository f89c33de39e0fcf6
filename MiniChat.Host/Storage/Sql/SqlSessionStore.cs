using MiniChat.ServiceInterface.Accounts;

namespace MiniChat.Host.Storage.Sql;

/// <summary>Sessions and refresh tokens, in any engine.</summary>
/// <param name="engine">Where the rows lie.</param>
public sealed class SqlSessionStore(ISqlEngine engine) : ISessionStore
{
    private const int AccountFrom = 6;
    private const int RefreshFrom = AccountFrom + SqlAccountRows.ColumnCount;

    private const string Columns =
        "s.id, s.account_id, s.created_at, s.expires_at, s.revoked_at, s.family_ended_at, " + SqlAccountRows.Columns;

    private const string Insert =
        "INSERT INTO sessions (id, account_id, created_at, expires_at) VALUES (@session, @account, @now, @expires)";

    private const string InsertRefresh =
        "INSERT INTO refresh_tokens (hash, session_id, created_at, expires_at) VALUES (@hash, @session, @now, @expires)";

    private const string Select =
        "SELECT " + Columns + " FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.id = @id";

    private const string SelectRefresh =
        "SELECT "
        + Columns
        + ", r.expires_at, r.used_at FROM refresh_tokens r JOIN sessions s ON s.id = r.session_id "
        + "JOIN accounts a ON a.id = s.account_id WHERE r.hash = @hash";

    private const string Use = "UPDATE refresh_tokens SET used_at = @now WHERE hash = @hash";

    private const string Prolong = "UPDATE sessions SET expires_at = @expires WHERE id = @id";

    private const string EndFamily = "UPDATE sessions SET family_ended_at = @at WHERE id = @id AND family_ended_at IS NULL";

    private const string Revoke = "UPDATE sessions SET revoked_at = @at WHERE id = @id AND revoked_at IS NULL";

    private const string RevokeAll = "UPDATE sessions SET revoked_at = @at WHERE account_id = @id AND revoked_at IS NULL";

    private static readonly string SelectAlive = $"SELECT id FROM sessions WHERE id IN ({SqlMany.List}) AND revoked_at IS NULL";

    private const string PruneSessions = "DELETE FROM sessions WHERE expires_at < @before";

    private const string PruneRefresh = "DELETE FROM refresh_tokens WHERE expires_at < @before";

    /// <inheritdoc/>
    public Task CreateAsync(Session session, string refreshHash, CancellationToken cancel) =>
        engine.WriteAsync(
            async rows =>
            {
                await rows.Prepare(Insert)
                    .Bind("@session", session.Id)
                    .Bind("@account", session.AccountId)
                    .Bind("@now", session.CreatedAt)
                    .Bind("@expires", session.ExpiresAt)
                    .ExecuteAsync();
                await KeepRefreshAsync(rows, refreshHash, session.Id, session.CreatedAt, session.ExpiresAt);
            },
            cancel
        );

    /// <inheritdoc/>
    public Task<AccountSession?> FindAsync(string id, CancellationToken cancel) =>
        engine.ReadAsync(rows => FindAsync(rows, id), cancel);

    /// <inheritdoc/>
    public Task<RefreshToken?> FindRefreshAsync(string hash, CancellationToken cancel) =>
        engine.ReadAsync(rows => FindRefreshAsync(rows, hash), cancel);

    /// <inheritdoc/>
    public Task<AccountSession?> RotateAsync(
        string hash,
        string successorHash,
        DateTimeOffset now,
        DateTimeOffset expires,
        CancellationToken cancel
    ) =>
        engine.WriteAsync(
            async rows =>
            {
                // Nobody else can use it between the look and the use.
                await rows.LockAsync(SqlLock.Of("refresh token", hash));
                if (await FindRefreshAsync(rows, hash) is not { } token)
                    return null;
                var session = token.Owner.Session.Id;
                if (!token.IsGood(now))
                {
                    if (token.UsedAt is not null)
                        await EndAsync(rows, EndFamily, session, now);
                    return null;
                }
                // It holds the session, which may have been deleted as expired in this moment.
                if (await rows.Prepare(Prolong).Bind("@id", session).Bind("@expires", expires).ExecuteAsync() == 0)
                    return null;
                await rows.Prepare(Use).Bind("@hash", hash).Bind("@now", now).ExecuteAsync();
                await KeepRefreshAsync(rows, successorHash, session, now, expires);
                return await FindAsync(rows, session);
            },
            cancel
        );

    /// <inheritdoc/>
    public Task EndFamilyAsync(string id, DateTimeOffset now, CancellationToken cancel) =>
        engine.WriteAsync(rows => EndAsync(rows, EndFamily, id, now), cancel);

    /// <inheritdoc/>
    public Task RevokeAsync(string id, DateTimeOffset now, CancellationToken cancel) =>
        engine.WriteAsync(rows => EndAsync(rows, Revoke, id, now), cancel);

    /// <inheritdoc/>
    public Task RevokeAllAsync(long accountId, DateTimeOffset now, CancellationToken cancel) =>
        engine.WriteAsync(rows => rows.Prepare(RevokeAll).Bind("@id", accountId).Bind("@at", now).ExecuteAsync(), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlySet<string>> FindAliveAsync(IReadOnlyCollection<string> ids, CancellationToken cancel) =>
        engine.ReadAsync<IReadOnlySet<string>>(
            async rows =>
            {
                var alive = new HashSet<string>(StringComparer.Ordinal);
                foreach (var some in ids.Chunk(SqlMany.Most))
                {
                    var statement = rows.Prepare(SelectAlive);
                    for (var i = 0; i < SqlMany.Most; i++)
                        statement.Bind(SqlMany.Names[i], i < some.Length ? some[i] : null);
                    alive.UnionWith(await statement.AllAsync(row => row.Text(0)));
                }
                return alive;
            },
            cancel
        );

    /// <inheritdoc/>
    public Task PruneAsync(DateTimeOffset before, CancellationToken cancel) =>
        engine.WriteAsync(
            async rows =>
            {
                await rows.Prepare(PruneSessions).Bind("@before", before).ExecuteAsync();
                await rows.Prepare(PruneRefresh).Bind("@before", before).ExecuteAsync();
            },
            cancel
        );

    private static ValueTask<int> EndAsync(SqlSession rows, string sql, string id, DateTimeOffset at) =>
        rows.Prepare(sql).Bind("@id", id).Bind("@at", at).ExecuteAsync();

    private static ValueTask<int> KeepRefreshAsync(
        SqlSession rows,
        string hash,
        string session,
        DateTimeOffset now,
        DateTimeOffset expires
    ) =>
        rows.Prepare(InsertRefresh)
            .Bind("@hash", hash)
            .Bind("@session", session)
            .Bind("@now", now)
            .Bind("@expires", expires)
            .ExecuteAsync();

    private static ValueTask<AccountSession?> FindAsync(SqlSession rows, string id) =>
        rows.Prepare(Select).Bind("@id", id).FirstAsync(Owner);

    private static ValueTask<RefreshToken?> FindRefreshAsync(SqlSession rows, string hash) =>
        rows.Prepare(SelectRefresh)
            .Bind("@hash", hash)
            .FirstAsync(row => new RefreshToken(Owner(row), row.Time(RefreshFrom), row.TimeOrNull(RefreshFrom + 1)));

    private static AccountSession Owner(SqlRow row) =>
        new(
            new Session
            {
                Id = row.Text(0),
                AccountId = row.Number(1),
                CreatedAt = row.Time(2),
                ExpiresAt = row.Time(3),
                RevokedAt = row.TimeOrNull(4),
                FamilyEndedAt = row.TimeOrNull(5),
            },
            SqlAccountRows.Account(row, AccountFrom)
        );
}

using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.ApiKeys;

namespace MiniChat.Host.Storage.Sql;

/// <summary>API keys, in any engine.</summary>
/// <param name="engine">Where the rows lie.</param>
public sealed class SqlApiKeyStore(ISqlEngine engine) : IApiKeyStore
{
    private const string Columns = "k.id, k.account_id, k.name, k.prefix, k.scopes, k.created_at, k.expires_at, k.last_used_at";

    private const string Count = "SELECT count(*) FROM api_keys WHERE account_id = @account";

    private const string Insert = """
        INSERT INTO api_keys (account_id, hash, prefix, name, scopes, created_at, expires_at)
        VALUES (@account, @hash, @prefix, @name, @scopes, @at, @expires)
        """;

    private const string Find =
        "SELECT "
        + Columns
        + ", a.user_name, a.email, a.display_name, a.roles FROM api_keys k JOIN accounts a ON a.id = k.account_id "
        + "WHERE k.hash = @hash";

    private const string FindMany = "SELECT " + Columns + " FROM api_keys k WHERE k.account_id = @account ORDER BY k.id DESC";

    private static readonly string FindThere = $"SELECT id FROM api_keys WHERE id IN ({SqlMany.List})";

    private const string Touch =
        "UPDATE api_keys SET last_used_at = @at WHERE id = @id AND (last_used_at IS NULL OR last_used_at < @at)";

    private const string Delete = "DELETE FROM api_keys WHERE id = @id AND account_id = @account";

    private const string DeleteAll = "DELETE FROM api_keys WHERE account_id = @account";

    /// <inheritdoc/>
    public Task<long?> CreateAsync(ApiKey key, string hash, int most, CancellationToken cancel) =>
        engine.WriteAsync<long?>(
            async session =>
            {
                await session.LockAsync(SqlLock.Account(key.AccountId));
                if (await session.Prepare(Count).Bind("@account", key.AccountId).NumberAsync() >= most)
                    return null;
                return await session
                    .Prepare(Insert)
                    .Bind("@account", key.AccountId)
                    .Bind("@hash", hash)
                    .Bind("@prefix", key.Prefix)
                    .Bind("@name", key.Name)
                    .Bind("@scopes", string.Join(',', key.Scopes))
                    .Bind("@at", key.CreatedAt)
                    .Bind("@expires", key.ExpiresAt)
                    .InsertAsync();
            },
            cancel
        );

    /// <inheritdoc/>
    public Task<AccountKey?> FindAsync(string hash, CancellationToken cancel) =>
        engine.ReadAsync(
            session => session.Prepare(Find).Bind("@hash", hash).FirstAsync(row => new AccountKey(Key(row), AccountOf(row))),
            cancel
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ApiKey>> FindManyAsync(long accountId, CancellationToken cancel) =>
        await engine.ReadAsync(session => session.Prepare(FindMany).Bind("@account", accountId).AllAsync(Key), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlySet<long>> FindThereAsync(IReadOnlyCollection<long> ids, CancellationToken cancel) =>
        engine.ReadAsync<IReadOnlySet<long>>(
            async session =>
            {
                var there = new HashSet<long>();
                foreach (var some in ids.Chunk(SqlMany.Most))
                {
                    var statement = session.Prepare(FindThere);
                    for (var i = 0; i < SqlMany.Most; i++)
                        statement.Bind(SqlMany.Names[i], i < some.Length ? some[i] : (long?)null);
                    there.UnionWith(await statement.AllAsync(row => row.Number(0)));
                }
                return there;
            },
            cancel
        );

    /// <inheritdoc/>
    public Task TouchAsync(long id, DateTimeOffset at, CancellationToken cancel) =>
        engine.WriteAsync(session => session.Prepare(Touch).Bind("@id", id).Bind("@at", at).ExecuteAsync(), cancel);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(long accountId, long id, CancellationToken cancel) =>
        engine.WriteAsync(
            async session => await session.Prepare(Delete).Bind("@id", id).Bind("@account", accountId).ExecuteAsync() == 1,
            cancel
        );

    /// <inheritdoc/>
    public Task DeleteAllAsync(long accountId, CancellationToken cancel) =>
        engine.WriteAsync(session => session.Prepare(DeleteAll).Bind("@account", accountId).ExecuteAsync(), cancel);

    private static ApiKey Key(SqlRow row) =>
        new()
        {
            Id = row.Number(0),
            AccountId = row.Number(1),
            Name = row.Text(2),
            Prefix = row.Text(3),
            Scopes = row.Text(4).Split(',', StringSplitOptions.RemoveEmptyEntries),
            CreatedAt = row.Time(5),
            ExpiresAt = row.TimeOrNull(6),
            LastUsedAt = row.TimeOrNull(7),
        };

    private static Account AccountOf(SqlRow row) =>
        new()
        {
            Id = row.Number(1),
            UserName = row.Text(8),
            Email = row.TextOrNull(9),
            DisplayName = row.TextOrNull(10),
            Roles = row.Text(11).Split(',', StringSplitOptions.RemoveEmptyEntries),
        };
}

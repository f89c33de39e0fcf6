using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.ApiKeys;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>API keys in SQLite.</summary>
public sealed class SqliteApiKeyStore(SqliteWriter writer, SqliteReaders readers) : IApiKeyStore
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

    private const string Touch =
        "UPDATE api_keys SET last_used_at = @at WHERE id = @id AND (last_used_at IS NULL OR last_used_at < @at)";

    private const string Delete = "DELETE FROM api_keys WHERE id = @id AND account_id = @account";

    private const string DeleteAll = "DELETE FROM api_keys WHERE account_id = @account";

    public Task<long?> CreateAsync(ApiKey key, string hash, int most, CancellationToken cancel) =>
        writer.WriteAsync<long?>(
            session =>
                session.Prepare(Count).Bind("@account", key.AccountId).First(row => row.Number(0)) >= most
                    ? null
                    : session
                        .Prepare(Insert)
                        .Bind("@account", key.AccountId)
                        .Bind("@hash", hash)
                        .Bind("@prefix", key.Prefix)
                        .Bind("@name", key.Name)
                        .Bind("@scopes", string.Join(',', key.Scopes))
                        .Bind("@at", key.CreatedAt.ToUnixTimeMilliseconds())
                        .Bind("@expires", key.ExpiresAt?.ToUnixTimeMilliseconds())
                        .Insert(),
            cancel
        );

    public Task<AccountKey?> FindAsync(string hash, CancellationToken cancel) =>
        readers.ReadAsync(
            session => session.Prepare(Find).Bind("@hash", hash).First(row => new AccountKey(Key(row), AccountOf(row))),
            cancel
        );

    public Task<IReadOnlyList<ApiKey>> FindManyAsync(long accountId, CancellationToken cancel) =>
        readers.ReadAsync<IReadOnlyList<ApiKey>>(
            session => session.Prepare(FindMany).Bind("@account", accountId).All(Key),
            cancel
        );

    public Task TouchAsync(long id, DateTimeOffset at, CancellationToken cancel) =>
        writer.WriteAsync(
            session => session.Prepare(Touch).Bind("@id", id).Bind("@at", at.ToUnixTimeMilliseconds()).Execute(),
            cancel
        );

    public Task<bool> DeleteAsync(long accountId, long id, CancellationToken cancel) =>
        writer.WriteAsync(session => session.Prepare(Delete).Bind("@id", id).Bind("@account", accountId).Execute() == 1, cancel);

    public Task DeleteAllAsync(long accountId, CancellationToken cancel) =>
        writer.WriteAsync(session => session.Prepare(DeleteAll).Bind("@account", accountId).Execute(), cancel);

    private static ApiKey Key(SqliteRow row) =>
        new()
        {
            Id = row.Number(0),
            AccountId = row.Number(1),
            Name = row.Text(2),
            Prefix = row.Text(3),
            Scopes = row.Text(4).Split(',', StringSplitOptions.RemoveEmptyEntries),
            CreatedAt = row.Time(5),
            ExpiresAt = row.IsNull(6) ? null : row.Time(6),
            LastUsedAt = row.IsNull(7) ? null : row.Time(7),
        };

    private static Account AccountOf(SqliteRow row) =>
        new()
        {
            Id = row.Number(1),
            UserName = row.Text(8),
            Email = row.TextOrNull(9),
            DisplayName = row.TextOrNull(10),
            Roles = row.Text(11).Split(',', StringSplitOptions.RemoveEmptyEntries),
        };
}

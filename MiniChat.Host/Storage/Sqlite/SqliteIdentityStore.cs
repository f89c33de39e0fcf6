using Dapper;
using Microsoft.Data.Sqlite;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.SignIns;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>People of outside providers in SQLite.</summary>
/// <param name="writer">The one writer.</param>
/// <param name="readers">The connections for reading.</param>
public sealed class SqliteIdentityStore(SqliteWriter writer, SqliteReaders readers) : IIdentityStore
{
    private const string Select = $"""
        SELECT {SqliteAccountRow.Columns} FROM identities i JOIN accounts a ON a.id = i.account_id
        WHERE i.provider = @provider AND i.subject = @subject
        """;

    private const string Insert =
        "INSERT INTO identities (provider, subject, account_id, created_at) VALUES (@provider, @subject, @account, @at)";

    private const string Delete = """
        DELETE FROM identities WHERE account_id = @accountId;
        DELETE FROM code_sign_ins WHERE account_id = @accountId AND used_at IS NULL;
        """;

    /// <inheritdoc/>
    public Task<Account?> FindAsync(string provider, string subject, CancellationToken cancel) =>
        readers.ReadAsync(session => Find(session.Connection, provider, subject), cancel);

    /// <inheritdoc/>
    public Task<IdentityCreation> CreateAsync(string provider, string subject, Account account, CancellationToken cancel)
    {
        var row = SqliteAccountRow.Of(account) with { Id = 0 };
        return writer.WriteAsync(session => Create(session.Connection, provider, subject, row), cancel);
    }

    /// <inheritdoc/>
    public Task DeleteAllAsync(long accountId, CancellationToken cancel) =>
        writer.WriteAsync(session => session.Connection.Execute(Delete, new { accountId }), cancel);

    private static IdentityCreation Create(SqliteConnection connection, string provider, string subject, SqliteAccountRow row)
    {
        if (Find(connection, provider, subject) is { } known)
            return new IdentityCreation(known, Taken.Nothing);
        var (id, taken) = SqliteAccountStore.Create(connection, row);
        if (taken != Taken.Nothing)
            return new IdentityCreation(null, taken);
        var identity = new
        {
            provider,
            subject,
            account = id,
            at = row.AccountCreatedAt,
        };
        connection.Execute(Insert, identity);
        return new IdentityCreation((row with { Id = id }).ToAccount(), Taken.Nothing);
    }

    private static Account? Find(SqliteConnection connection, string provider, string subject) =>
        connection.QuerySingleOrDefault<SqliteAccountRow>(Select, new { provider, subject })?.ToAccount();
}

using Dapper;
using Microsoft.Data.Sqlite;
using MiniChat.ServiceInterface.Accounts;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>Accounts in SQLite.</summary>
/// <param name="writer">The one writer.</param>
/// <param name="readers">The connections for reading.</param>
public sealed class SqliteAccountStore(SqliteWriter writer, SqliteReaders readers) : IAccountStore
{
    private const string Insert = """
        INSERT INTO accounts (user_name, normalized_user_name, email, normalized_email, display_name, first_name, last_name,
            password_hash, security_stamp, roles, created_at)
        VALUES (@UserName, @NormalizedUserName, @Email, @NormalizedEmail, @DisplayName, @FirstName, @LastName,
            @PasswordHash, @SecurityStamp, @Roles, @AccountCreatedAt)
        ON CONFLICT DO NOTHING
        RETURNING id
        """;

    private const string Update = """
        UPDATE OR IGNORE accounts SET user_name = @UserName, normalized_user_name = @NormalizedUserName, email = @Email,
            normalized_email = @NormalizedEmail, display_name = @DisplayName, first_name = @FirstName, last_name = @LastName,
            password_hash = @PasswordHash, security_stamp = @SecurityStamp, roles = @Roles
        WHERE id = @Id
        """;

    private const string Others = """
        SELECT COALESCE(MAX(normalized_user_name = @NormalizedUserName), 0) + 2 * COALESCE(MAX(normalized_email = @NormalizedEmail), 0)
        FROM accounts
        WHERE id <> @Id AND (normalized_user_name = @NormalizedUserName OR normalized_email = @NormalizedEmail)
        """;

    /// <inheritdoc/>
    public Task<AccountCreation> CreateAsync(Account account, CancellationToken cancel)
    {
        var row = SqliteAccountRow.Of(account) with { Id = 0 };
        return writer.WriteAsync(session => Create(session.Connection, row), cancel);
    }

    /// <summary>Keeps a new account within a transaction of the writer.</summary>
    internal static AccountCreation Create(SqliteConnection connection, SqliteAccountRow row) =>
        connection.QuerySingleOrDefault<long?>(Insert, row) is { } id
            ? new AccountCreation(id, Taken.Nothing)
            : new AccountCreation(0, TakenFrom(connection, row));

    /// <inheritdoc/>
    public Task<Account?> FindAsync(long id, CancellationToken cancel) => FindAsync("a.id = @key", id, cancel);

    /// <inheritdoc/>
    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancel) =>
        FindAsync("a.normalized_user_name = @key", normalizedUserName, cancel);

    /// <inheritdoc/>
    public Task<Account?> FindByEmailAsync(string normalizedEmail, CancellationToken cancel) =>
        FindAsync("a.normalized_email = @key", normalizedEmail, cancel);

    /// <inheritdoc/>
    public Task<AccountUpdate> UpdateAsync(Account account, CancellationToken cancel)
    {
        var row = SqliteAccountRow.Of(account);
        return writer.WriteAsync(
            session =>
            {
                if (session.Connection.Execute(Update, row) == 1)
                    return new AccountUpdate(Found: true, Taken.Nothing);
                var found = session.Connection.ExecuteScalar<long>("SELECT COUNT(*) FROM accounts WHERE id = @Id", row) == 1;
                return new AccountUpdate(found, found ? TakenFrom(session.Connection, row) : Taken.Nothing);
            },
            cancel
        );
    }

    /// <inheritdoc/>
    public Task RehashAsync(long id, string oldHash, string newHash, CancellationToken cancel) =>
        writer.WriteAsync(
            session =>
            {
                session.Connection.Execute(
                    "UPDATE accounts SET password_hash = @newHash WHERE id = @id AND password_hash = @oldHash",
                    new
                    {
                        id,
                        oldHash,
                        newHash,
                    }
                );
            },
            cancel
        );

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(long id, CancellationToken cancel) =>
        writer.WriteAsync(session => session.Connection.Execute("DELETE FROM accounts WHERE id = @id", new { id }) == 1, cancel);

    private Task<Account?> FindAsync(string condition, object key, CancellationToken cancel) =>
        readers.ReadAsync(
            session =>
                session
                    .Connection.QuerySingleOrDefault<SqliteAccountRow>(
                        $"SELECT {SqliteAccountRow.Columns} FROM accounts a WHERE {condition}",
                        new { key }
                    )
                    ?.ToAccount(),
            cancel
        );

    private static Taken TakenFrom(SqliteConnection connection, SqliteAccountRow row) =>
        (Taken)connection.ExecuteScalar<int>(Others, row);
}

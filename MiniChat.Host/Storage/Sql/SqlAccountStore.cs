using MiniChat.ServiceInterface.Accounts;

namespace MiniChat.Host.Storage.Sql;

/// <summary>Accounts, in any engine.</summary>
/// <param name="engine">Where the rows lie.</param>
public sealed class SqlAccountStore(ISqlEngine engine) : IAccountStore
{
    private const string Insert = """
        INSERT INTO accounts (user_name, normalized_user_name, email, normalized_email, display_name, first_name, last_name,
            password_hash, security_stamp, roles, created_at)
        VALUES (@user, @normalizedUser, @email, @normalizedEmail, @display, @first, @last, @password, @stamp, @roles, @at)
        ON CONFLICT DO NOTHING
        RETURNING id
        """;

    private const string Update = """
        UPDATE accounts SET user_name = @user, normalized_user_name = @normalizedUser, email = @email,
            normalized_email = @normalizedEmail, display_name = @display, first_name = @first, last_name = @last,
            password_hash = @password, security_stamp = @stamp, roles = @roles
        WHERE id = @id
        """;

    private const string Exists = "SELECT count(*) FROM accounts WHERE id = @id";

    // 1 for the name, 2 for the email, 3 for both: as Taken counts.
    private const string Others = """
        SELECT coalesce(max(CASE WHEN normalized_user_name = @normalizedUser THEN 1 ELSE 0 END), 0)
            + 2 * coalesce(max(CASE WHEN normalized_email = @normalizedEmail THEN 1 ELSE 0 END), 0)
        FROM accounts
        WHERE id <> @id AND (normalized_user_name = @normalizedUser OR normalized_email = @normalizedEmail)
        """;

    private const string Select = "SELECT " + SqlAccountRows.Columns + " FROM accounts a WHERE ";

    private const string ById = Select + "a.id = @id";

    private const string ByName = Select + "a.normalized_user_name = @name";

    private const string ByEmail = Select + "a.normalized_email = @name";

    private const string Rehash = "UPDATE accounts SET password_hash = @new WHERE id = @id AND password_hash = @old";

    private const string Delete = "DELETE FROM accounts WHERE id = @id";

    /// <inheritdoc/>
    public Task<AccountCreation> CreateAsync(Account account, CancellationToken cancel) =>
        engine.WriteAsync(session => CreateAsync(session, account), cancel);

    /// <summary>Keeps a new account within a transaction.</summary>
    internal static async ValueTask<AccountCreation> CreateAsync(SqlSession session, Account account)
    {
        var id = await session
            .Prepare(Insert)
            .BindAccount(account)
            .Bind("@at", account.CreatedAt)
            .FirstAsync<long?>(row => row.Number(0));
        return id is { } made
            ? new AccountCreation(made, Taken.Nothing)
            : new AccountCreation(0, await TakenFromAsync(session, account, id: 0));
    }

    /// <inheritdoc/>
    public Task<Account?> FindAsync(long id, CancellationToken cancel) =>
        engine.ReadAsync(session => FindAsync(session, id), cancel);

    /// <summary>An account, within a transaction.</summary>
    internal static ValueTask<Account?> FindAsync(SqlSession session, long id) =>
        session.Prepare(ById).Bind("@id", id).FirstAsync(SqlAccountRows.Account);

    /// <inheritdoc/>
    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancel) =>
        FindAsync(ByName, normalizedUserName, cancel);

    /// <inheritdoc/>
    public Task<Account?> FindByEmailAsync(string normalizedEmail, CancellationToken cancel) =>
        FindAsync(ByEmail, normalizedEmail, cancel);

    /// <inheritdoc/>
    public Task<AccountUpdate> UpdateAsync(Account account, CancellationToken cancel) =>
        engine.WriteAsync(
            async session =>
            {
                await session.LockAsync(NamesOf(account));
                if (await session.Prepare(Exists).Bind("@id", account.Id).NumberAsync() == 0)
                    return new AccountUpdate(Found: false, Taken.Nothing);
                var taken = await TakenFromAsync(session, account, account.Id);
                if (taken == Taken.Nothing)
                    await session.Prepare(Update).BindAccount(account).Bind("@id", account.Id).ExecuteAsync();
                return new AccountUpdate(Found: true, taken);
            },
            cancel
        );

    /// <inheritdoc/>
    public Task RehashAsync(long id, string oldHash, string newHash, CancellationToken cancel) =>
        engine.WriteAsync(
            session => session.Prepare(Rehash).Bind("@id", id).Bind("@old", oldHash).Bind("@new", newHash).ExecuteAsync(),
            cancel
        );

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(long id, CancellationToken cancel) =>
        engine.WriteAsync(
            async session =>
            {
                await session.LockAsync(SqlLock.Account(id));
                return await session.Prepare(Delete).Bind("@id", id).ExecuteAsync() == 1;
            },
            cancel
        );

    private Task<Account?> FindAsync(string sql, string name, CancellationToken cancel) =>
        engine.ReadAsync(session => session.Prepare(sql).Bind("@name", name).FirstAsync(SqlAccountRows.Account), cancel);

    private static async ValueTask<Taken> TakenFromAsync(SqlSession session, Account account, long id) =>
        (Taken)
            await session
                .Prepare(Others)
                .Bind("@id", id)
                .Bind("@normalizedUser", account.NormalizedUserName)
                .Bind("@normalizedEmail", account.NormalizedEmail)
                .NumberAsync();

    private static List<string> NamesOf(Account account)
    {
        List<string> names = [SqlLock.Of("user name", account.NormalizedUserName)];
        if (account.NormalizedEmail is { } email)
            names.Add(SqlLock.Of("email", email));
        return names;
    }
}

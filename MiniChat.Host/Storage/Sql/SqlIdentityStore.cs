using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.SignIns;

namespace MiniChat.Host.Storage.Sql;

/// <summary>People of outside providers, in any engine.</summary>
/// <param name="engine">Where the rows lie.</param>
public sealed class SqlIdentityStore(ISqlEngine engine) : IIdentityStore
{
    private const string Select =
        "SELECT "
        + SqlAccountRows.Columns
        + " FROM identities i JOIN accounts a ON a.id = i.account_id WHERE i.provider = @provider AND i.subject = @subject";

    private const string Insert =
        "INSERT INTO identities (provider, subject, account_id, created_at) VALUES (@provider, @subject, @account, @at)";

    private const string Delete = "DELETE FROM identities WHERE account_id = @account";

    private const string DeleteWaiting = "DELETE FROM code_sign_ins WHERE account_id = @account AND used_at IS NULL";

    /// <inheritdoc/>
    public Task<Account?> FindAsync(string provider, string subject, CancellationToken cancel) =>
        engine.ReadAsync(session => FindAsync(session, provider, subject), cancel);

    /// <inheritdoc/>
    public Task<IdentityCreation> CreateAsync(string provider, string subject, Account account, CancellationToken cancel) =>
        engine.WriteAsync(session => CreateAsync(session, provider, subject, account), cancel);

    /// <inheritdoc/>
    public Task DeleteAllAsync(long accountId, CancellationToken cancel) =>
        engine.WriteAsync(
            async session =>
            {
                await session.Prepare(Delete).Bind("@account", accountId).ExecuteAsync();
                await session.Prepare(DeleteWaiting).Bind("@account", accountId).ExecuteAsync();
            },
            cancel
        );

    private static async ValueTask<IdentityCreation> CreateAsync(
        SqlSession session,
        string provider,
        string subject,
        Account account
    )
    {
        await session.LockAsync(SqlLock.Of("identity", $"{provider} {subject}"));
        if (await FindAsync(session, provider, subject) is { } known)
            return new IdentityCreation(known, Taken.Nothing);
        var (id, taken) = await SqlAccountStore.CreateAsync(session, account);
        if (taken != Taken.Nothing)
            return new IdentityCreation(null, taken);
        await session
            .Prepare(Insert)
            .Bind("@provider", provider)
            .Bind("@subject", subject)
            .Bind("@account", id)
            .Bind("@at", account.CreatedAt)
            .ExecuteAsync();
        return new IdentityCreation(await SqlAccountStore.FindAsync(session, id), Taken.Nothing);
    }

    private static ValueTask<Account?> FindAsync(SqlSession session, string provider, string subject) =>
        session.Prepare(Select).Bind("@provider", provider).Bind("@subject", subject).FirstAsync(SqlAccountRows.Account);
}

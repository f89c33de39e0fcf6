using MiniChat.ServiceInterface.SignIns;

namespace MiniChat.Host.Storage.Sql;

/// <summary>Sign-ins by code, in any engine.</summary>
/// <param name="engine">Where the rows lie.</param>
public sealed class SqlCodeSignInStore(ISqlEngine engine) : ICodeSignInStore
{
    private const string Prune = "DELETE FROM code_sign_ins WHERE expires_at <= @now";

    private const string Count = "SELECT count(*) FROM code_sign_ins WHERE used_at IS NULL";

    private const string Insert = """
        INSERT INTO code_sign_ins (state_hash, provider, browser_hash, origin, verifier, nonce, created_at, expires_at)
        VALUES (@state, @provider, @browser, @origin, @verifier, @nonce, @now, @expires)
        """;

    private const string Find = """
        SELECT state_hash, provider, browser_hash, origin, verifier, nonce, created_at, expires_at, used_at
        FROM code_sign_ins WHERE state_hash = @state AND expires_at > @now
        """;

    private const string GiveCode = """
        UPDATE code_sign_ins SET account_id = @account, code_hash = @code, code_expires_at = @expires
        WHERE state_hash = @state AND provider = '' AND used_at IS NULL AND expires_at > @now
        """;

    private const string FindCode = """
        SELECT provider, account_id, code_hash, code_expires_at, used_at, session_id
        FROM code_sign_ins WHERE state_hash = @state AND expires_at > @now
        """;

    private const string Use = """
        UPDATE code_sign_ins
        SET used_at = @now, code_hash = @code, verifier = NULL, nonce = NULL, expires_at = CASE WHEN expires_at > @keep THEN expires_at ELSE @keep END
        WHERE state_hash = @state AND used_at IS NULL
        """;

    private const string Replay = "UPDATE code_sign_ins SET replayed_at = @now WHERE state_hash = @state AND replayed_at IS NULL";

    private const string KeepSession = """
        UPDATE code_sign_ins SET account_id = @account, session_id = @session
        WHERE state_hash = @state AND replayed_at IS NULL
        """;

    private sealed record Code(string Provider, long? AccountId, string? Hash, long? ExpiresAt, long? UsedAt, string? SessionId);

    /// <inheritdoc/>
    public Task<bool> CreateAsync(CodeSignIn signIn, int most, CancellationToken cancel) =>
        engine.WriteAsync(
            async session =>
            {
                await session.LockAsync(SqlLock.Of("sign-ins", "waiting"));
                await session.Prepare(Prune).Bind("@now", signIn.CreatedAt).ExecuteAsync();
                if (await session.Prepare(Count).NumberAsync() >= most)
                    return false;
                await session
                    .Prepare(Insert)
                    .Bind("@state", signIn.StateHash)
                    .Bind("@provider", signIn.Provider)
                    .Bind("@browser", signIn.BrowserHash)
                    .Bind("@origin", signIn.Origin)
                    .Bind("@verifier", signIn.Verifier)
                    .Bind("@nonce", signIn.Nonce)
                    .Bind("@now", signIn.CreatedAt)
                    .Bind("@expires", signIn.ExpiresAt)
                    .ExecuteAsync();
                return true;
            },
            cancel
        );

    /// <inheritdoc/>
    public Task<CodeSignIn?> FindAsync(string stateHash, DateTimeOffset now, CancellationToken cancel) =>
        engine.ReadAsync(session => session.Prepare(Find).Bind("@state", stateHash).Bind("@now", now).FirstAsync(SignIn), cancel);

    /// <inheritdoc/>
    public Task<bool> GiveCodeAsync(string stateHash, GivenCode code, DateTimeOffset now, CancellationToken cancel) =>
        engine.WriteAsync(
            async session =>
                await session
                    .Prepare(GiveCode)
                    .Bind("@state", stateHash)
                    .Bind("@account", code.AccountId)
                    .Bind("@code", code.Hash)
                    .Bind("@expires", code.ExpiresAt)
                    .Bind("@now", now)
                    .ExecuteAsync() == 1,
            cancel
        );

    /// <inheritdoc/>
    public Task<CodeUse> UseAsync(
        string stateHash,
        string codeHash,
        DateTimeOffset now,
        DateTimeOffset keepUntil,
        CancellationToken cancel
    ) => engine.WriteAsync(session => UseAsync(session, stateHash, codeHash, now, keepUntil), cancel);

    /// <inheritdoc/>
    public Task<bool> KeepSessionAsync(string stateHash, long accountId, string sessionId, CancellationToken cancel) =>
        engine.WriteAsync(
            async session =>
                await session
                    .Prepare(KeepSession)
                    .Bind("@state", stateHash)
                    .Bind("@account", accountId)
                    .Bind("@session", sessionId)
                    .ExecuteAsync() == 1,
            cancel
        );

    /// <inheritdoc/>
    public Task PruneAsync(DateTimeOffset now, CancellationToken cancel) =>
        engine.WriteAsync(session => session.Prepare(Prune).Bind("@now", now).ExecuteAsync(), cancel);

    private static async ValueTask<CodeUse> UseAsync(
        SqlSession session,
        string stateHash,
        string codeHash,
        DateTimeOffset now,
        DateTimeOffset keepUntil
    )
    {
        await session.LockAsync(SqlLock.Of("sign-in", stateHash));
        var found = await session.Prepare(FindCode).Bind("@state", stateHash).Bind("@now", now).FirstAsync(CodeOf);
        var outcome = OutcomeOf(found, codeHash, now.ToUnixTimeMilliseconds());
        if (outcome == CodeOutcome.Replayed)
            await session.Prepare(Replay).Bind("@state", stateHash).Bind("@now", now).ExecuteAsync();
        if (outcome != CodeOutcome.Used)
            return new CodeUse(outcome, Given: outcome == CodeOutcome.Replayed ? GivenOf(found!) : null);
        await session
            .Prepare(Use)
            .Bind("@state", stateHash)
            .Bind("@code", codeHash)
            .Bind("@now", now)
            .Bind("@keep", keepUntil)
            .ExecuteAsync();
        var account = found!.AccountId is { } id ? await SqlAccountStore.FindAsync(session, id) : null;
        return new CodeUse(CodeOutcome.Used, account);
    }

    private static CodeSignIn SignIn(SqlRow row) =>
        new()
        {
            StateHash = row.Text(0),
            Provider = row.Text(1),
            BrowserHash = row.Text(2),
            Origin = row.TextOrNull(3),
            Verifier = row.TextOrNull(4),
            Nonce = row.TextOrNull(5),
            CreatedAt = row.Time(6),
            ExpiresAt = row.Time(7),
            UsedAt = row.TimeOrNull(8),
        };

    private static Code CodeOf(SqlRow row) =>
        new(row.Text(0), row.NumberOrNull(1), row.TextOrNull(2), row.NumberOrNull(3), row.NumberOrNull(4), row.TextOrNull(5));

    private static CodeOutcome OutcomeOf(Code? found, string codeHash, long now)
    {
        if (found is null)
            return CodeOutcome.Unknown;
        if (found.UsedAt is not null)
            return found.Hash == codeHash ? CodeOutcome.Replayed : CodeOutcome.Spent;
        if (found.Provider.Length > 0)
            return CodeOutcome.Used;
        if (found.Hash != codeHash)
            return CodeOutcome.Wrong;
        return found.ExpiresAt > now ? CodeOutcome.Used : CodeOutcome.Expired;
    }

    private static GivenSession? GivenOf(Code code) =>
        code is { AccountId: { } account, SessionId: { } session } ? new GivenSession(account, session) : null;
}

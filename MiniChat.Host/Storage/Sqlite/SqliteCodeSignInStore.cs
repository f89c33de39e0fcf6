using Dapper;
using Microsoft.Data.Sqlite;
using MiniChat.ServiceInterface.SignIns;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>Sign-ins by code in SQLite.</summary>
/// <param name="writer">The one writer.</param>
/// <param name="readers">The connections for reading.</param>
public sealed class SqliteCodeSignInStore(SqliteWriter writer, SqliteReaders readers) : ICodeSignInStore
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
        SET used_at = @now, code_hash = @code, verifier = NULL, nonce = NULL, expires_at = max(expires_at, @keep)
        WHERE state_hash = @state AND used_at IS NULL
        """;

    private const string Replay = "UPDATE code_sign_ins SET replayed_at = @now WHERE state_hash = @state AND replayed_at IS NULL";

    private const string KeepSession = """
        UPDATE code_sign_ins SET account_id = @account, session_id = @session
        WHERE state_hash = @state AND replayed_at IS NULL
        """;

    private const string FindAccount = $"SELECT {SqliteAccountRow.Columns} FROM accounts a WHERE a.id = @id";

    private sealed record Code(string Provider, long? AccountId, string? Hash, long? ExpiresAt, long? UsedAt, string? SessionId);

    /// <inheritdoc/>
    public Task<bool> CreateAsync(CodeSignIn signIn, int most, CancellationToken cancel) =>
        writer.WriteAsync(
            session =>
            {
                var now = signIn.CreatedAt.ToUnixTimeMilliseconds();
                session.Prepare(Prune).Bind("@now", now).Execute();
                if (session.Prepare(Count).First(row => row.Number(0)) >= most)
                    return false;
                session
                    .Prepare(Insert)
                    .Bind("@state", signIn.StateHash)
                    .Bind("@provider", signIn.Provider)
                    .Bind("@browser", signIn.BrowserHash)
                    .Bind("@origin", signIn.Origin)
                    .Bind("@verifier", signIn.Verifier)
                    .Bind("@nonce", signIn.Nonce)
                    .Bind("@now", now)
                    .Bind("@expires", signIn.ExpiresAt.ToUnixTimeMilliseconds())
                    .Execute();
                return true;
            },
            cancel
        );

    /// <inheritdoc/>
    public Task<CodeSignIn?> FindAsync(string stateHash, DateTimeOffset now, CancellationToken cancel) =>
        readers.ReadAsync(
            session =>
                session
                    .Prepare(Find)
                    .Bind("@state", stateHash)
                    .Bind("@now", now.ToUnixTimeMilliseconds())
                    .First(row => new CodeSignIn
                    {
                        StateHash = row.Text(0),
                        Provider = row.Text(1),
                        BrowserHash = row.Text(2),
                        Origin = row.TextOrNull(3),
                        Verifier = row.TextOrNull(4),
                        Nonce = row.TextOrNull(5),
                        CreatedAt = row.Time(6),
                        ExpiresAt = row.Time(7),
                        UsedAt = row.IsNull(8) ? null : row.Time(8),
                    }),
            cancel
        );

    /// <inheritdoc/>
    public Task<bool> GiveCodeAsync(string stateHash, GivenCode code, DateTimeOffset now, CancellationToken cancel) =>
        writer.WriteAsync(
            session =>
                session
                    .Prepare(GiveCode)
                    .Bind("@state", stateHash)
                    .Bind("@account", code.AccountId)
                    .Bind("@code", code.Hash)
                    .Bind("@expires", code.ExpiresAt.ToUnixTimeMilliseconds())
                    .Bind("@now", now.ToUnixTimeMilliseconds())
                    .Execute() == 1,
            cancel
        );

    /// <inheritdoc/>
    public Task<CodeUse> UseAsync(
        string stateHash,
        string codeHash,
        DateTimeOffset now,
        DateTimeOffset keepUntil,
        CancellationToken cancel
    ) =>
        writer.WriteAsync(
            session =>
            {
                // There is one writer: what was read here is so until the transaction's end.
                var at = now.ToUnixTimeMilliseconds();
                var found = FindOf(session, stateHash, at);
                var outcome = OutcomeOf(found, codeHash, at);
                if (outcome == CodeOutcome.Replayed)
                    session.Prepare(Replay).Bind("@state", stateHash).Bind("@now", at).Execute();
                if (outcome != CodeOutcome.Used)
                    return new CodeUse(outcome, Given: outcome == CodeOutcome.Replayed ? GivenOf(found!) : null);
                session
                    .Prepare(Use)
                    .Bind("@state", stateHash)
                    .Bind("@code", codeHash)
                    .Bind("@now", at)
                    .Bind("@keep", keepUntil.ToUnixTimeMilliseconds())
                    .Execute();
                var account = found!.AccountId is { } id
                    ? session.Connection.QuerySingle<SqliteAccountRow>(FindAccount, new { id }).ToAccount()
                    : null;
                return new CodeUse(CodeOutcome.Used, account);
            },
            cancel
        );

    /// <inheritdoc/>
    public Task<bool> KeepSessionAsync(string stateHash, long accountId, string sessionId, CancellationToken cancel) =>
        writer.WriteAsync(
            session =>
                session
                    .Prepare(KeepSession)
                    .Bind("@state", stateHash)
                    .Bind("@account", accountId)
                    .Bind("@session", sessionId)
                    .Execute() == 1,
            cancel
        );

    /// <inheritdoc/>
    public Task PruneAsync(DateTimeOffset now, CancellationToken cancel) =>
        writer.WriteAsync(session => session.Prepare(Prune).Bind("@now", now.ToUnixTimeMilliseconds()).Execute(), cancel);

    private static Code? FindOf(SqliteSession session, string stateHash, long now) =>
        session
            .Prepare(FindCode)
            .Bind("@state", stateHash)
            .Bind("@now", now)
            .First(row => new Code(
                row.Text(0),
                row.NumberOrNull(1),
                row.TextOrNull(2),
                row.NumberOrNull(3),
                row.NumberOrNull(4),
                row.TextOrNull(5)
            ));

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

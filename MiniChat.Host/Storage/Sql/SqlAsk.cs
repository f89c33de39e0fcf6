using MiniChat.ServiceInterface.Answers;

namespace MiniChat.Host.Storage.Sql;

/// <summary>Keeps an ask, inside a transaction.</summary>
internal static class SqlAsk
{
    private const string FindKey = """
        SELECT k.fingerprint, k.answer_id, a.parent_id, a.state
        FROM idempotency_keys k JOIN turns a ON a.id = k.answer_id
        WHERE k.account_id = @account AND k.key = @key
        """;

    private const string KeepKey = """
        INSERT INTO idempotency_keys (account_id, key, fingerprint, answer_id, created_at)
        VALUES (@account, @key, @fingerprint, @answer, @at)
        ON CONFLICT (account_id, key) DO UPDATE SET fingerprint = excluded.fingerprint, answer_id = excluded.answer_id,
            created_at = excluded.created_at
        """;

    private const string CountRunning = "SELECT count(*) FROM turns WHERE account_id = @account AND state = 'running'";

    private const string TouchChat = """
        UPDATE chats SET modified_at = CASE WHEN modified_at > @at THEN modified_at ELSE @at END,
            title_folded = coalesce(title_folded, @folded), title = coalesce(title, @title)
        WHERE id = @chat AND account_id = @account
        """;

    private const string KeepTurn = """
        INSERT INTO turns (account_id, chat_id, parent_id, role, text, messages, created_at)
        VALUES (@account, @chat,
            CASE WHEN @parent IS NULL THEN (SELECT max(id) FROM turns WHERE chat_id = @chat) ELSE nullif(@parent, 0) END,
            'user', @text, @messages, @at)
        """;

    private const string KeepAnswer = """
        INSERT INTO turns (account_id, chat_id, parent_id, role, text, created_at, state, model, key_id, door)
        VALUES (@account, @chat, @turn, 'assistant', '', @at, 'running', @model, @key, @door)
        """;

    internal static async ValueTask<AskOutcome> KeepAsync(SqlSession session, NewAsk ask)
    {
        await session.LockAsync(SqlLock.Account(ask.AccountId));
        if (ask.Key is not null && await FindKeptAsync(session, ask) is { } known)
            return known;
        if (ask.RunningLimit > 0 && await RunningAsync(session, ask.AccountId) >= ask.RunningLimit)
            return new AskOutcome(AskResult.TooManyRunning);
        if (ask.ChatId is not null && !await TouchAsync(session, ask))
            return new AskOutcome(AskResult.NoSuchChat);
        var turn = ask.TurnId ?? await TurnAsync(session, ask);
        var answer = await session
            .Prepare(KeepAnswer)
            .Bind("@account", ask.AccountId)
            .Bind("@chat", ask.ChatId)
            .Bind("@turn", turn)
            .Bind("@at", ask.At)
            .Bind("@model", ask.Model)
            .Bind("@key", ask.KeyId)
            .Bind("@door", ask.Door)
            .InsertAsync();
        if (ask.Key is not null)
            await KeyAsync(session, ask, answer);
        return new AskOutcome(AskResult.Accepted, answer, turn);
    }

    /// <summary>What the key stands for already; null when it is new, or when what it stood for failed and may be asked again.</summary>
    internal static ValueTask<AskOutcome?> FindKeptAsync(SqlSession session, NewAsk ask) =>
        session
            .Prepare(FindKey)
            .Bind("@account", ask.AccountId)
            .Bind("@key", ask.Key)
            .FirstAsync<AskOutcome?>(row =>
            {
                if (!row.Bytes(0).SequenceEqual(ask.Fingerprint))
                    return new AskOutcome(AskResult.KeyTaken);
                return row.Text(3) is "failed" or "interrupted"
                    ? null
                    : new AskOutcome(AskResult.Replayed, row.Number(1), row.Number(2));
            });

    private static ValueTask<long> RunningAsync(SqlSession session, long account) =>
        session.Prepare(CountRunning).Bind("@account", account).NumberAsync();

    private static async ValueTask<bool> TouchAsync(SqlSession session, NewAsk ask) =>
        await session
            .Prepare(TouchChat)
            .Bind("@at", ask.At)
            .Bind("@title", ask.Title)
            .Bind("@folded", ask.Title?.ToLowerInvariant())
            .Bind("@chat", ask.ChatId)
            .Bind("@account", ask.AccountId)
            .ExecuteAsync() == 1;

    private static async ValueTask<long> TurnAsync(SqlSession session, NewAsk ask)
    {
        var turn = await session
            .Prepare(KeepTurn)
            .Bind("@account", ask.AccountId)
            .Bind("@chat", ask.ChatId)
            .Bind("@parent", ask.ParentId)
            .Bind("@text", ask.Text)
            .Bind("@messages", ask.Messages)
            .Bind("@at", ask.At)
            .InsertAsync();
        await SqlWords.KeepAsync(session, turn, ask.Words);
        return turn;
    }

    private static ValueTask<int> KeyAsync(SqlSession session, NewAsk ask, long answer) =>
        session
            .Prepare(KeepKey)
            .Bind("@account", ask.AccountId)
            .Bind("@key", ask.Key)
            .Bind("@fingerprint", ask.Fingerprint)
            .Bind("@answer", answer)
            .Bind("@at", ask.At)
            .ExecuteAsync();
}

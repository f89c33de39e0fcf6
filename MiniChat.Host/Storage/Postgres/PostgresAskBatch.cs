using MiniChat.Host.Storage.Sql;
using MiniChat.ServiceInterface.Answers;
using Npgsql;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>
/// Keeps many asks in one transaction of two round trips: first all that is to be looked at is locked and read, then all that is
/// accepted is written and committed.
/// </summary>
internal sealed class PostgresAskBatch
{
    private const int Fence = 1;
    private const int Locks = 2;
    private const int Accounts = 3;
    private const int Keys = 4;
    private const int Running = 5;
    private const int Chats = 6;
    private const int Ids = 7;

    private static readonly string[] Look =
    [
        "BEGIN",
        // Until the commit nobody can declare this node dead: whoever ends what it leaves behind sees these answers then.
        "SELECT 1 FROM nodes WHERE id = @node FOR KEY SHARE",
        // Held until the commit, and before numbers are given: of one account they ascend in the order of commits.
        "SELECT pg_advisory_xact_lock(key) FROM unnest(@keys) AS key",
        "SELECT id FROM accounts WHERE id = ANY(@accounts) ORDER BY id FOR KEY SHARE",
        """
            SELECT w.place, k.fingerprint, k.answer_id, a.parent_id, a.state
            FROM unnest(@places, @accounts, @keys) AS w (place, account_id, key)
                JOIN idempotency_keys k ON k.account_id = w.account_id AND k.key = w.key
                JOIN turns a ON a.id = k.answer_id
            """,
        """
            SELECT account_id, count(*) FROM turns WHERE state = 'running' AND account_id = ANY(@accounts)
            GROUP BY account_id
            """,
        """
            SELECT c.id, c.account_id, (SELECT max(t.id) FROM turns t WHERE t.chat_id = c.id)
            FROM chats c WHERE c.id = ANY(@chats) ORDER BY c.id FOR NO KEY UPDATE OF c
            """,
        "SELECT nextval('turns_id_seq') FROM generate_series(1, @count)",
    ];

    private static readonly string[] Keep =
    [
        """
            UPDATE chats c SET modified_at = greatest(c.modified_at, n.at), title_folded = coalesce(c.title_folded, n.folded),
                title = coalesce(c.title, n.title)
            FROM unnest(@ids, @ats, @titles, @folded) AS n (id, at, title, folded) WHERE c.id = n.id
            """,
        """
            INSERT INTO turns (id, account_id, chat_id, parent_id, role, text, messages, created_at, state, model, key_id, door,
                words, node_id)
            SELECT id, account_id, chat_id, parent_id, role, text, messages, created_at, state, model, key_id, door,
                CAST(words AS tsvector), CASE WHEN state IS NULL THEN NULL ELSE @node END
            FROM unnest(@ids, @accounts, @chats, @parents, @roles, @texts, @messages, @ats, @states, @models, @keys, @doors, @words)
                AS n (id, account_id, chat_id, parent_id, role, text, messages, created_at, state, model, key_id, door, words)
            """,
        """
            INSERT INTO idempotency_keys (account_id, key, fingerprint, answer_id, created_at)
            SELECT * FROM unnest(@accounts, @keys, @fingerprints, @answers, @ats)
            ON CONFLICT (account_id, key) DO UPDATE SET fingerprint = excluded.fingerprint, answer_id = excluded.answer_id,
                created_at = excluded.created_at
            """,
        PostgresOutcomes.Mark,
        "COMMIT",
    ];

    private readonly PostgresBatch _look;
    private readonly PostgresBatch _keep;

    /// <summary>Prepares the batch for a connection.</summary>
    /// <param name="session">The connection.</param>
    public PostgresAskBatch(PostgresSession session)
    {
        _look = new PostgresBatch(session, Look);
        _keep = new PostgresBatch(session, Keep);
    }

    /// <summary>Begins a transaction, and locks and reads what the asks are about.</summary>
    /// <param name="asks">The asks.</param>
    /// <param name="node">Who asks.</param>
    /// <returns>What was found; null when the node was declared dead.</returns>
    public async Task<PostgresAskFindings?> LookAsync(IReadOnlyList<NewAsk> asks, string node)
    {
        var keyed = asks.Where(ask => ask.Key is not null).DistinctBy(ask => (ask.AccountId, ask.Key)).ToList();
        long[] accounts = [.. asks.Select(ask => ask.AccountId).Distinct().Order()];
        _look.At(Fence).Text("@node", node);
        _look.At(Locks).Numbers("@keys", PostgresSession.Keys(accounts.Select(SqlLock.Account)));
        _look.At(Accounts).Numbers("@accounts", accounts);
        _look
            .At(Keys)
            .Numbers("@places", [.. Enumerable.Range(0, keyed.Count).Select(place => (long)place)])
            .Numbers("@accounts", keyed, static ask => ask.AccountId)
            .Texts("@keys", keyed, static ask => ask.Key);
        _look
            .At(Running)
            .Numbers("@accounts", [.. asks.Where(ask => ask.RunningLimit > 0).Select(ask => ask.AccountId).Distinct()]);
        _look.At(Chats).Numbers("@chats", [.. asks.Select(ask => ask.ChatId).OfType<long>().Distinct().Order()]);
        _look.At(Ids).Number("@count", asks.Sum(ask => ask.TurnId is null ? 2 : 1));
        await using var reader = await _look.ReadAsync();
        return await FindingsAsync(reader, keyed);
    }

    /// <summary>Writes what is accepted, and commits.</summary>
    /// <param name="plan">What is to be kept.</param>
    /// <param name="node">Who makes the answers.</param>
    /// <param name="mark">What the transaction is known by when the connection breaks meanwhile.</param>
    public Task KeepAsync(PostgresAskPlan plan, string node, string mark)
    {
        var (turns, keys, chats) = (plan.Turns, plan.Keys, plan.Chats);
        _keep
            .At(0)
            .Numbers("@ids", chats, static chat => chat.Id)
            .Numbers("@ats", chats, static chat => chat.At.ToUnixTimeMilliseconds())
            .Texts("@titles", chats, static chat => chat.Title)
            .Texts("@folded", chats, static chat => chat.Title?.ToLowerInvariant());
        _keep
            .At(1)
            .Text("@node", node)
            .Numbers("@ids", turns, static turn => turn.Id)
            .Numbers("@accounts", turns, static turn => turn.Ask.AccountId)
            .Numbers("@chats", turns, static turn => turn.Ask.ChatId)
            .Numbers("@parents", turns, static turn => turn.ParentId)
            .Texts("@roles", turns, static turn => turn.IsAnswer ? "assistant" : "user")
            .Texts("@texts", turns, static turn => turn.IsAnswer ? "" : turn.Ask.Text)
            .Texts("@messages", turns, static turn => turn.IsAnswer ? null : turn.Ask.Messages)
            .Numbers("@ats", turns, static turn => turn.Ask.At.ToUnixTimeMilliseconds())
            .Texts("@states", turns, static turn => turn.IsAnswer ? "running" : null)
            .Texts("@models", turns, static turn => turn.IsAnswer ? turn.Ask.Model : null)
            .Numbers("@keys", turns, static turn => turn.IsAnswer ? turn.Ask.KeyId : null)
            .Texts("@doors", turns, static turn => turn.IsAnswer ? turn.Ask.Door : null)
            .Texts("@words", turns, static turn => turn.IsAnswer ? null : turn.Ask.Words);
        _keep
            .At(2)
            .Numbers("@accounts", keys, static key => key.Ask.AccountId)
            .Texts("@keys", keys, static key => key.Ask.Key)
            .Bytes("@fingerprints", keys, static key => key.Ask.Fingerprint)
            .Numbers("@answers", keys, static key => key.AnswerId)
            .Numbers("@ats", keys, static key => key.Ask.At.ToUnixTimeMilliseconds());
        _keep.At(3).Text("@mark", mark);
        return _keep.ExecuteAsync();
    }

    private static async Task<PostgresAskFindings?> FindingsAsync(NpgsqlDataReader reader, List<NewAsk> keyed)
    {
        var found = new PostgresAskFindings();
        var isThere = false;
        // BEGIN has no rows, and is no result.
        for (var statement = Fence; statement <= Ids; statement++)
        {
            while (await reader.ReadAsync())
            {
                if (statement == Fence)
                    isThere = true;
                else
                    Add(found, statement, reader, keyed);
            }
            await reader.NextResultAsync();
        }
        return isThere ? found : null;
    }

    private static void Add(PostgresAskFindings found, int statement, NpgsqlDataReader reader, List<NewAsk> keyed)
    {
        switch (statement)
        {
            case Accounts:
                found.Accounts.Add(reader.GetInt64(0));
                break;
            case Keys:
                var ask = keyed[(int)reader.GetInt64(0)];
                found.Keys[(ask.AccountId, ask.Key!)] = new KeptKey(
                    reader.GetFieldValue<byte[]>(1),
                    reader.GetInt64(2),
                    reader.GetInt64(3),
                    reader.GetString(4)
                );
                break;
            case Running:
                found.Running[reader.GetInt64(0)] = reader.GetInt64(1);
                break;
            case Chats:
                found.Chats[reader.GetInt64(0)] = new FoundChat(
                    reader.GetInt64(1),
                    reader.IsDBNull(2) ? null : reader.GetInt64(2)
                );
                break;
            case Ids:
                found.Ids.Enqueue(reader.GetInt64(0));
                break;
        }
    }
}

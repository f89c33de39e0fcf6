using MiniChat.Host.Storage.Sql;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Usages;
using Npgsql;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>More text of a running answer: all that comes behind its first characters.</summary>
/// <param name="AnswerId">The answer.</param>
/// <param name="Kept">How many characters of it, as PostgreSQL counts them, are in the store for certain.</param>
/// <param name="Text">The text behind them.</param>
internal sealed record MoreText(long AnswerId, int Kept, string Text);

/// <summary>
/// Keeps ends and checkpoints of answers in one round trip, which is one transaction. Done twice it gives the same, so that it can
/// be sent again when the connection broke in the midst of it.
/// </summary>
internal sealed class PostgresEndBatch
{
    private static readonly string[] Statements =
    [
        """
            UPDATE turns t SET text = left(t.text, n.kept) || n.text
            FROM unnest(@ids, CAST(@kept AS INT[]), @texts) AS n (id, kept, text)
            WHERE t.id = n.id AND t.state = 'running' AND t.node_id = @node
            RETURNING t.id
            """,
        // Also for a chat that was deleted meanwhile: what was used is used.
        PostgresUsageEntries.Keep,
        """
            UPDATE turns t SET state = n.state, text = n.text, finish_reason = n.reason, prompt_tokens = n.prompt,
                completion_tokens = n.completion, error_code = n.code, error_message = n.message, context = n.context,
                first_text_after = n.first, ended_at = n.at, words = CAST(n.words AS tsvector)
            FROM unnest(@ids, @states, @texts, @reasons, @prompts, @completions, @codes, @messages, @contexts, @firsts, @ats, @words)
                AS n (id, state, text, reason, prompt, completion, code, message, context, first, at, words)
            WHERE t.id = n.id AND t.node_id = @node
                AND (t.state = 'running' OR (@again = 1 AND t.state = n.state AND t.ended_at = n.at AND t.text = n.text))
            RETURNING t.id
            """,
    ];

    private const int Checkpoints = 0;
    private const int Entries = 1;
    private const int Ends = 2;

    private readonly PostgresBatch _batch;

    /// <summary>Prepares the batch for a connection.</summary>
    /// <param name="session">The connection.</param>
    public PostgresEndBatch(PostgresSession session) => _batch = new PostgresBatch(session, Statements);

    /// <summary>Keeps them.</summary>
    /// <param name="texts">Checkpoints, one for an answer at most.</param>
    /// <param name="ends">Ends, one for an answer at most.</param>
    /// <param name="node">Who makes the answers: those of others are left alone.</param>
    /// <param name="again">Whether the same was sent before, and it is not known what became of it.</param>
    /// <returns>Those that were running: which have more text now, and which have ended.</returns>
    public async Task<(HashSet<long> Grown, HashSet<long> Ended)> KeepAsync(
        IReadOnlyList<MoreText> texts,
        IReadOnlyList<EndedAnswer> ends,
        string node,
        bool again
    )
    {
        _batch
            .At(Checkpoints)
            .Text("@node", node)
            .Numbers("@ids", texts, static more => more.AnswerId)
            .Numbers("@kept", texts, static more => more.Kept)
            .Texts("@texts", texts, static more => more.Text);
        PostgresUsageEntries.Bind(_batch.At(Entries), EntriesOf(ends));
        Bind(_batch.At(Ends).Text("@node", node).Number("@again", again ? 1 : 0), ends);
        await using var reader = await _batch.ReadAsync();
        var grown = await IdsAsync(reader);
        await reader.NextResultAsync();
        return (grown, await IdsAsync(reader));
    }

    private static async Task<HashSet<long>> IdsAsync(NpgsqlDataReader reader)
    {
        var ids = new HashSet<long>();
        while (await reader.ReadAsync())
            ids.Add(reader.GetInt64(0));
        return ids;
    }

    private static List<(UsageEntry, long?)> EntriesOf(IReadOnlyList<EndedAnswer> ends) =>
        [.. ends.Where(ended => ended.Entry is not null).Select(ended => (ended.Entry!, (long?)ended.AnswerId))];

    private static void Bind(PostgresBatchValues statement, IReadOnlyList<EndedAnswer> ends) =>
        statement
            .Numbers("@ids", ends, static ended => ended.AnswerId)
            .Texts("@states", ends, static ended => SqlRows.StateName(ended.State))
            .Texts("@texts", ends, static ended => ended.Text)
            .Texts("@reasons", ends, static ended => ended.FinishReason)
            .Numbers("@prompts", ends, static ended => ended.Usage?.PromptTokens)
            .Numbers("@completions", ends, static ended => ended.Usage?.CompletionTokens)
            .Texts("@codes", ends, static ended => ended.Error?.ErrorCode)
            .Texts("@messages", ends, static ended => ended.Error?.Message)
            .Texts("@contexts", ends, static ended => ended.Context)
            .Numbers("@firsts", ends, static ended => ended.FirstTextAfter)
            .Numbers("@ats", ends, static ended => ended.At.ToUnixTimeMilliseconds())
            .Texts("@words", ends, static ended => ended.Words);
}

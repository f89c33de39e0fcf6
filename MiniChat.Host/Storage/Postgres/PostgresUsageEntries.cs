using MiniChat.Host.Storage.Sql;
using MiniChat.ServiceInterface.Usages;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>Keeps many entries of the ledger by one statement.</summary>
internal static class PostgresUsageEntries
{
    /// <summary>An answer has one entry at most, however often its end is kept; those of accounts that are gone are passed over.</summary>
    internal const string Keep = """
        INSERT INTO usages (account_id, key_id, answer_id, model, door, state, status, prompt_tokens, completion_tokens,
            is_estimated, duration, first_text_after, at)
        SELECT a.id, n.key_id, n.answer_id, n.model, n.door, n.state, n.status, n.prompt, n.completion, n.estimated, n.duration,
            n.first, n.at
        FROM unnest(@accounts, @keys, @answers, @models, @doors, @states, @statuses, @prompts, @completions, @estimated,
            @durations, @firsts, @ats)
            AS n (account_id, key_id, answer_id, model, door, state, status, prompt, completion, estimated, duration, first, at)
            JOIN accounts a ON a.id = n.account_id
        ORDER BY a.id
        FOR KEY SHARE OF a
        ON CONFLICT DO NOTHING
        """;

    /// <summary>Binds the entries to <see cref="Keep"/>.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="entries">The entries, each with its answer's number where it is an answer's.</param>
    internal static void Bind(PostgresBatchValues statement, IReadOnlyList<(UsageEntry Entry, long? AnswerId)> entries) =>
        statement
            .Numbers("@accounts", entries, static item => item.Entry.AccountId)
            .Numbers("@keys", entries, static item => item.Entry.KeyId)
            .Numbers("@answers", entries, static item => item.AnswerId)
            .Texts("@models", entries, static item => item.Entry.Model)
            .Texts("@doors", entries, static item => item.Entry.Door)
            .Texts("@states", entries, static item => SqlRows.StateName(item.Entry.State))
            .Numbers("@statuses", entries, static item => item.Entry.Status)
            .Numbers("@prompts", entries, static item => item.Entry.PromptTokens)
            .Numbers("@completions", entries, static item => item.Entry.CompletionTokens)
            .Numbers("@estimated", entries, static item => item.Entry.IsEstimated ? 1 : 0)
            .Numbers("@durations", entries, static item => item.Entry.Duration)
            .Numbers("@firsts", entries, static item => item.Entry.FirstTextAfter)
            .Numbers("@ats", entries, static item => item.Entry.At.ToUnixTimeMilliseconds());
}

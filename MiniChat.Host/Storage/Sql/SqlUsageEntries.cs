using MiniChat.ServiceInterface.Usages;

namespace MiniChat.Host.Storage.Sql;

/// <summary>Keeps entries of the ledger, inside a transaction.</summary>
internal static class SqlUsageEntries
{
    private const string Columns =
        "INSERT INTO usages (account_id, key_id, answer_id, model, door, state, status, prompt_tokens, completion_tokens, "
        + "is_estimated, duration, first_text_after, at) ";

    private const string Values =
        "@account, @key, @answer, @model, @door, @state, @status, @prompt, @completion, @estimated, @duration, @first, @at";

    // An answer has one entry at most, however often its end is kept.
    private const string Once = " ON CONFLICT DO NOTHING";

    // One row of values needs no journal of its own in SQLite, unlike a SELECT, and entries come by the thousand.
    private const string Insert = Columns + "VALUES (" + Values + ")" + Once;

    private const string InsertOfAccount =
        Columns + "SELECT " + Values + " FROM accounts WHERE accounts.id = @account FOR KEY SHARE" + Once;

    /// <summary>Keeps an entry; one of an account that is gone is passed over.</summary>
    internal static async ValueTask KeepAsync(SqlSession session, UsageEntry entry, long? answerId)
    {
        try
        {
            await Bind(session.Prepare(session.Flavour.RefusesRowsAlone ? Insert : InsertOfAccount), entry, answerId)
                .ExecuteAsync();
        }
        catch (Exception e) when (session.Flavour.IsOrphan(e))
        {
            // The engine undid this row alone.
        }
    }

    private static SqlStatement Bind(SqlStatement statement, UsageEntry entry, long? answerId) =>
        statement
            .Bind("@account", entry.AccountId)
            .Bind("@key", entry.KeyId)
            .Bind("@answer", answerId)
            .Bind("@model", entry.Model)
            .Bind("@door", entry.Door)
            .Bind("@state", SqlRows.StateName(entry.State))
            .Bind("@status", entry.Status)
            .Bind("@prompt", entry.PromptTokens)
            .Bind("@completion", entry.CompletionTokens)
            .Bind("@estimated", entry.IsEstimated ? 1 : 0)
            .Bind("@duration", entry.Duration)
            .Bind("@first", entry.FirstTextAfter)
            .Bind("@at", entry.At);
}

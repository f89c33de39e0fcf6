using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Questions;
using MiniChat.ServiceInterface.Searches;
using MiniChat.ServiceInterface.Usages;
using MiniChat.ServiceModel;

namespace MiniChat.Host.Storage.Sql;

/// <summary>Marks the answers that a dead process left running, and enters them in the ledger.</summary>
internal static class SqlInterrupted
{
    // Those asked before the door was kept are told apart by what they are.
    private static readonly SqlText Find = new(flavour =>
        $"""
            SELECT a.id, a.account_id, a.key_id, a.model,
                coalesce(a.door, CASE WHEN a.chat_id IS NULL THEN 'question' ELSE 'chat' END), a.text,
                q.id, q.chat_id, q.text, q.messages
            FROM turns a LEFT JOIN turns q ON q.id = a.parent_id 
            WHERE a.state = 'running' AND (a.node_id IS NULL OR {flavour.NodeIsGone("a.node_id")})
            ORDER BY a.id
            """
    );

    private const string Mark = "UPDATE turns SET state = 'interrupted', ended_at = @at WHERE id = @id AND state = 'running'";

    /// <summary>Ends those that are still running; two who do it at once end each of them once.</summary>
    /// <param name="session">The session.</param>
    /// <param name="at">The time.</param>
    internal static async ValueTask<IReadOnlyList<LostAnswer>> KeepAsync(SqlSession session, DateTimeOffset at)
    {
        var lost = new List<LostAnswer>();
        var found = await session
            .Prepare(Find.For(session))
            .AllAsync(row =>
                (row.Number(0), EntryOf(row, at), row.IsNull(7) ? null : SearchWords.Of(row.Number(1), row.Text(5)))
            );
        foreach (var (id, entry, words) in found)
        {
            if (await session.Prepare(Mark).Bind("@id", id).Bind("@at", at).ExecuteAsync() == 0)
                continue;
            await SqlUsageEntries.KeepAsync(session, entry, id);
            await SqlWords.KeepAsync(session, id, words);
            lost.Add(new LostAnswer(entry.AccountId, id));
        }
        return lost;
    }

    private static UsageEntry EntryOf(SqlRow row, DateTimeOffset at)
    {
        var origin = new AskOrigin(row.Number(1), row.NumberOrNull(2), row.Text(3), row.Text(4));
        var turn = new StoredTurn(row.Number(6), row.NumberOrNull(7), row.Text(8), row.TextOrNull(9));
        return new AnswerUsage(null, CompletionMessages.Of(turn), row.Text(5)).EntryOf(origin, AnswerState.Interrupted, at);
    }
}

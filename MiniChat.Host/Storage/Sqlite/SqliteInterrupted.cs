using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Questions;
using MiniChat.ServiceInterface.Usages;
using MiniChat.ServiceModel;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>Marks the answers that a dead process left running, and enters them in the ledger.</summary>
internal static class SqliteInterrupted
{
    // Those asked before the door was kept are told apart by what they are.
    private const string Find = """
        SELECT a.id, a.account_id, a.key_id, a.model, coalesce(a.door, iif(a.chat_id IS NULL, 'question', 'chat')), a.text,
            q.id, q.chat_id, q.text, q.messages
        FROM turns a LEFT JOIN turns q ON q.id = a.parent_id WHERE a.state = 'running'
        """;

    private const string Mark = "UPDATE turns SET state = 'interrupted', ended_at = @at WHERE state = 'running'";

    internal static int Keep(SqliteSession session, DateTimeOffset at)
    {
        var left = session.Prepare(Find).All(row => (Id: row.Number(0), Entry: EntryOf(row, at)));
        foreach (var (id, entry) in left)
            SqliteUsageStore.Add(session, entry, id);
        return session.Prepare(Mark).Bind("@at", at.ToUnixTimeMilliseconds()).Execute();
    }

    private static UsageEntry EntryOf(SqliteRow row, DateTimeOffset at)
    {
        var origin = new AskOrigin(row.Number(1), row.NumberOrNull(2), row.Text(3), row.Text(4));
        var turn = new StoredTurn(row.Number(6), row.NumberOrNull(7), row.Text(8), row.TextOrNull(9));
        return new AnswerUsage(null, CompletionMessages.Of(turn), row.Text(5)).EntryOf(origin, AnswerState.Interrupted, at);
    }
}

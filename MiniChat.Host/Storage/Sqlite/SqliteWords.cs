using MiniChat.ServiceInterface.Searches;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>Gives turns their words that came without them: kept by an older version, or copied.</summary>
internal static class SqliteWords
{
    private const string Find = """
        SELECT id, account_id, text FROM turns
        WHERE id > @after AND chat_id IS NOT NULL AND (state IS NULL OR state <> 'running') ORDER BY id LIMIT 100
        """;

    /// <summary>Does it for all turns, within a transaction. None of them has any.</summary>
    /// <param name="session">The session.</param>
    public static void Fill(SqliteSession session)
    {
        var keep = SqliteFlavour.Instance.KeepWords;
        for (var last = 0L; ; )
        {
            var turns = session
                .Prepare(Find)
                .Bind("@after", last)
                .All(row => (Id: row.Number(0), Words: SearchWords.Of(row.Number(1), row.Text(2))));
            foreach (var (id, words) in turns)
                session.Prepare(keep).Bind("@id", id).Bind("@words", words).Execute();
            if (turns.Count == 0)
                return;
            last = turns[^1].Id;
        }
    }
}

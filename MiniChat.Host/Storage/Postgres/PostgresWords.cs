using MiniChat.ServiceInterface.Searches;
using Npgsql;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>Gives turns their words that came without them: kept by an older process, or copied.</summary>
internal static class PostgresWords
{
    private const string Find = """
        SELECT id, account_id, text FROM turns
        WHERE words IS NULL AND chat_id IS NOT NULL AND id > @after AND (state IS NULL OR state <> 'running')
        ORDER BY id LIMIT 100
        """;

    private const string Keep = """
        UPDATE turns t SET words = CAST(n.words AS tsvector) FROM unnest(@ids, @words) AS n (id, words) WHERE t.id = n.id
        """;

    /// <summary>Does it for all turns that have none, in one transaction.</summary>
    /// <param name="connection">A connection, in the transaction.</param>
    public static void Fill(NpgsqlConnection connection)
    {
        for (long? last = 0; last is { } after; )
            last = FillSome(connection, after);
    }

    /// <summary>Does it in many short transactions: processes of the version before work on meanwhile.</summary>
    /// <param name="connection">A connection, in no transaction.</param>
    public static void FillApart(NpgsqlConnection connection)
    {
        for (long? last = 0; last is { } after; )
        {
            using var transaction = connection.BeginTransaction();
            PostgresMigrator.LockSchema(connection);
            last = FillSome(connection, after);
            transaction.Commit();
        }
    }

    /// <returns>The last turn that got words; null when there was none left.</returns>
    private static long? FillSome(NpgsqlConnection connection, long after)
    {
        var turns = Read(connection, after);
        if (turns.Count == 0)
            return null;
        using var keep = new NpgsqlCommand(Keep, connection) { CommandTimeout = 0 };
        keep.Parameters.AddWithValue("ids", turns.Select(turn => turn.Id).ToArray());
        keep.Parameters.AddWithValue("words", turns.Select(turn => turn.Words).ToArray());
        keep.ExecuteNonQuery();
        return turns[^1].Id;
    }

    private static List<(long Id, string Words)> Read(NpgsqlConnection connection, long after)
    {
        using var find = new NpgsqlCommand(Find, connection) { CommandTimeout = 0 };
        find.Parameters.AddWithValue("after", after);
        using var reader = find.ExecuteReader();
        var turns = new List<(long, string)>();
        while (reader.Read())
        {
            var text = PostgresText.Decode(reader.GetString(2));
            turns.Add((reader.GetInt64(0), SearchWords.Of(reader.GetInt64(1), text)));
        }
        return turns;
    }
}

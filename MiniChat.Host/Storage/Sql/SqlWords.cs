namespace MiniChat.Host.Storage.Sql;

/// <summary>Keeps the words of a turn, inside a transaction.</summary>
internal static class SqlWords
{
    private static readonly SqlText Keep = new(flavour => flavour.KeepWords);

    /// <summary>Keeps them.</summary>
    /// <param name="session">The session.</param>
    /// <param name="turnId">The turn, which has none yet.</param>
    /// <param name="words">The words; null for a turn outside of chats.</param>
    internal static async ValueTask KeepAsync(SqlSession session, long turnId, string? words)
    {
        if (words is not null)
            await session.Prepare(Keep.For(session)).Bind("@id", turnId).Bind("@words", words).ExecuteAsync();
    }
}

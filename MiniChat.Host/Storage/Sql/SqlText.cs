using System.Collections.Concurrent;

namespace MiniChat.Host.Storage.Sql;

/// <summary>A SQL text that is another one for each engine, made once.</summary>
/// <param name="write">Writes it.</param>
internal sealed class SqlText(Func<SqlFlavour, string> write)
{
    private readonly ConcurrentDictionary<Type, string> _written = new();

    /// <summary>The text for a session's engine: always the same string.</summary>
    /// <param name="session">The session.</param>
    public string For(SqlSession session) => _written.GetOrAdd(session.Flavour.GetType(), _ => write(session.Flavour));
}

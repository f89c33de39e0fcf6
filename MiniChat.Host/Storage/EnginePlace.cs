using MiniChat.Host.Storage.Postgres;
using MiniChat.Host.Storage.Sqlite;

namespace MiniChat.Host.Storage;

/// <summary>Where everything is kept: one of the two.</summary>
public sealed record EnginePlace
{
    /// <summary>A file of SQLite.</summary>
    public SqliteOptions? Sqlite { get; init; }

    /// <summary>A database of PostgreSQL.</summary>
    public PostgresOptions? Postgres { get; init; }
}

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>Where the SQLite file is, and how it is written.</summary>
public sealed record SqliteOptions
{
    /// <summary>The path of the database file.</summary>
    public required string Path { get; init; }

    /// <summary><c>FULL</c>: what was acknowledged survives a power cut. <c>NORMAL</c>: it survives a crash of the process.</summary>
    public string Synchronous { get; init; } = "FULL";

    /// <summary>How long a write waits for a lock that another program holds before the caller is told (503).</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many reads run beside each other.</summary>
    public int Readers { get; init; } = 8;
}

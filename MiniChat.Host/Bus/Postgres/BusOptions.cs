namespace MiniChat.Host.Bus.Postgres;

/// <summary>How nodes tell each other.</summary>
public sealed record BusOptions
{
    /// <summary>A direct connection to the database: LISTEN does not go through a transaction pooler.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The time from one transaction to the next: 20 ms is 50 a second at most.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMilliseconds(20);
}

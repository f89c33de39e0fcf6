namespace MiniChat.Host.Models.Offline;

/// <summary>How the offline responder behaves.</summary>
public sealed record OfflineOptions
{
    /// <summary>The pause between two tokens; zero sends the answer as fast as it is read.</summary>
    public TimeSpan TokenDelay { get; init; } = TimeSpan.FromMilliseconds(15);
}

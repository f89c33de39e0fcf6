namespace MiniChat.ServiceInterface;

/// <summary>The time as it is kept.</summary>
internal static class Clocks
{
    /// <summary>Now, in whole milliseconds: what a caller is told at once is what is read later.</summary>
    internal static DateTimeOffset Now(this TimeProvider clock) =>
        DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
}

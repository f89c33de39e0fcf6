namespace MiniChat.Tests.Support;

/// <summary>A bound for every wait: a test that hangs fails instead.</summary>
internal static class Deadline
{
    /// <summary>Long enough for a busy machine; never waited for when all is well.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>A token that is cancelled at the deadline.</summary>
    public static CancellationToken Soon => new CancellationTokenSource(Longest).Token;
}

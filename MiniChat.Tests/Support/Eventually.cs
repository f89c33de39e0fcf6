namespace MiniChat.Tests.Support;

/// <summary>Waits for what another thread brings about and tells nobody.</summary>
internal static class Eventually
{
    /// <summary>Waits until it is so; the deadline fails the test.</summary>
    public static async Task TrueAsync(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(Deadline.Longest);
        while (!isSo())
        {
            limit.Token.ThrowIfCancellationRequested();
            // One timer's turn, so that the threads that are waited for get theirs.
            await Task.Delay(1, limit.Token);
        }
    }

    /// <inheritdoc cref="TrueAsync(Func{bool})"/>
    public static async Task TrueAsync(Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(Deadline.Longest);
        while (!await isSo())
            limit.Token.ThrowIfCancellationRequested();
    }
}

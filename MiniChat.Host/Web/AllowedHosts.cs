namespace MiniChat.Host.Web;

/// <summary>The host names a request may name.</summary>
/// <param name="Names">The names; <c>*</c> for any.</param>
/// <param name="IsOpen">Any name is taken, because the server listens beyond this machine and nothing was set.</param>
public sealed record AllowedHosts(IReadOnlyList<string> Names, bool IsOpen)
{
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Loopback always; others when they are named, or when the server listens beyond loopback and none is.</summary>
    /// <param name="named">What <c>AllowedHosts</c> says.</param>
    /// <param name="publicUrl">The server's public address.</param>
    /// <param name="listening">The addresses it listens on.</param>
    public static AllowedHosts Choose(IReadOnlyList<string> named, Uri? publicUrl, IEnumerable<string> listening)
    {
        if (named.Contains("*"))
            return new AllowedHosts(["*"], IsOpen: false);
        if (named.Count > 0 || publicUrl is not null)
            return new AllowedHosts(
                [.. Loopback, .. named, .. publicUrl is null ? Array.Empty<string>() : [publicUrl.Host]],
                false
            );
        return listening.All(IsLoopback) ? new AllowedHosts(Loopback, IsOpen: false) : new AllowedHosts(["*"], IsOpen: true);
    }

    private static bool IsLoopback(string url) =>
        url.Length == 0 || (Uri.TryCreate(url, UriKind.Absolute, out var address) && address.IsLoopback);
}

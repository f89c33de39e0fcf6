using Microsoft.AspNetCore.Http;

namespace MiniChat.Stack.Auth;

/// <summary>Whose pages may act for a caller.</summary>
internal sealed class Origins(MessageHostOptions options)
{
    private readonly string[] allowed = [.. options.AllowedOrigins.Select(o => o.TrimEnd('/'))];

    /// <summary>Whether the request comes from a page of somebody else; a program sends no origin.</summary>
    public bool IsForeign(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        return origin.Count > 0 && !IsKnown(request, origin.ToString());
    }

    /// <summary>Whether the request says that it comes from a page of ours.</summary>
    public bool IsOwn(HttpRequest request) =>
        request.Headers.Origin is { Count: 1 } origin && IsKnown(request, origin.ToString());

    private bool IsKnown(HttpRequest request, string origin)
    {
        var own =
            origin.StartsWith(request.Scheme, StringComparison.OrdinalIgnoreCase)
            && IsHost(origin.AsSpan(request.Scheme.Length), request.Host);
        return own || Array.Exists(allowed, a => a.Equals(origin, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsHost(ReadOnlySpan<char> rest, HostString host) =>
        rest.StartsWith("://") && host.HasValue && rest[3..].Equals(host.Value, StringComparison.OrdinalIgnoreCase);
}

using Microsoft.AspNetCore.Http;

namespace MiniChat.Stack.Auth;

/// <summary>The sub-protocols a socket's client offers; a browser has no other place for a token.</summary>
internal static class SubProtocols
{
    /// <summary>The last one offered: alone, or after the name of a protocol.</summary>
    public static string? Token(HttpRequest request) => Offered(request) is [.., var last] ? last : null;

    /// <summary>The one to agree on, exactly as it was offered: the first. Null when none was.</summary>
    public static string? Chosen(HttpRequest request) => Offered(request) is [var first, ..] ? first : null;

    private static string[] Offered(HttpRequest request) =>
        request
            .Headers.SecWebSocketProtocol.ToString()
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

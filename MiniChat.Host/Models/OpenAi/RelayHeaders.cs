using System.Buffers;
using System.Collections.Frozen;
using System.Net.Http.Headers;

namespace MiniChat.Host.Models.OpenAi;

/// <summary>Which headers of an upstream response are the caller's business.</summary>
internal static class RelayHeaders
{
    private static readonly FrozenSet<string> Dropped = new[]
    {
        // Hop-by-hop (RFC 9110, 7.6.1), and what belongs to the connection.
        "Connection",
        "Keep-Alive",
        "Proxy-Authenticate",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Alt-Svc",
        "Date",
        "Server",
        "Via",
        // Whose account is used at the model's server is nobody's business.
        "OpenAI-Organization",
        "OpenAI-Project",
        "Set-Cookie",
        "WWW-Authenticate",
        // Rules for browsers about pages of that server, not of ours.
        "Content-Security-Policy",
        "Cross-Origin-Embedder-Policy",
        "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
        "NEL",
        "Referrer-Policy",
        "Report-To",
        "Reporting-Endpoints",
        "Strict-Transport-Security",
        "X-Content-Type-Options",
        "X-Frame-Options",
        "Clear-Site-Data",
        "Refresh",
        "Location",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // What a header may hold here: another one would be refused when it is set, and take the whole response with it.
    private static readonly SearchValues<char> Sent = SearchValues.Create([
        '\t',
        .. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code),
    ]);

    /// <summary>A header as it came; null when it did not.</summary>
    public static string? Find(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    /// <summary>Chooses the headers to pass on.</summary>
    public static List<KeyValuePair<string, string>> Of(HttpResponseMessage response, SecretMask mask)
    {
        var passed = new List<KeyValuePair<string, string>>(16);
        var named = Named(response);
        Add(response.Headers.NonValidated, passed, mask, named);
        Add(response.Content.Headers.NonValidated, passed, mask, named);
        return passed;
    }

    /// <summary>The headers that this response itself calls hop-by-hop.</summary>
    private static string[] Named(HttpResponseMessage response) =>
        Find(response.Headers, "Connection")?.Split(',', StringSplitOptions.TrimEntries) ?? [];

    private static void Add(
        HttpHeadersNonValidated headers,
        List<KeyValuePair<string, string>> passed,
        SecretMask mask,
        string[] named
    )
    {
        foreach (var (name, values) in headers)
        {
            if (Dropped.Contains(name) || name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase))
                continue;
            if (named.Length > 0 && named.Contains(name, StringComparer.OrdinalIgnoreCase))
                continue;
            foreach (var value in values)
            {
                if (!mask.IsIn(value) && !value.AsSpan().ContainsAnyExcept(Sent))
                    passed.Add(new(name, value));
            }
        }
    }
}

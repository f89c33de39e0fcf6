using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace MiniChat.Tests.Support;

/// <summary>A plain HTTP client that holds at most one connection, and tells whether it had to make a new one.</summary>
internal sealed class OneConnection : IDisposable
{
    private readonly HttpClient _http;
    private int _made;

    public OneConnection(Uri address, string? token = null)
    {
        Address = address;
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                UseCookies = false,
                AllowAutoRedirect = false,
                MaxConnectionsPerServer = 1,
                ConnectCallback = async (context, cancel) =>
                {
                    Interlocked.Increment(ref _made);
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                    await socket.ConnectAsync(context.DnsEndPoint, cancel);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            }
        );
        Token = token;
    }

    public Uri Address { get; }

    /// <summary>The token that is sent along.</summary>
    public string? Token { get; set; }

    /// <summary>How many connections were made so far.</summary>
    public int Made => _made;

    public Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync("GET", path, null, null, headers);

    public Task<Reply> PostAsync(
        string path,
        string body,
        string? type = "application/json",
        params (string Name, string Value)[] headers
    ) => SendAsync("POST", path, Encoding.UTF8.GetBytes(body), type, headers);

    public async Task<Reply> SendAsync(
        string verb,
        string path,
        byte[]? body,
        string? type,
        params (string Name, string Value)[] headers
    )
    {
        var exact = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var uri = new Uri(Address.GetLeftPart(UriPartial.Authority) + path, exact);
        using var request = new HttpRequestMessage(new HttpMethod(verb), uri);
        if (Token is not null && !headers.Any(header => header.Name == "Authorization"))
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Token);
        if (body is not null)
            request.Content = new ByteArrayContent(body);
        if (type is not null)
            request.Content?.Headers.TryAddWithoutValidation("Content-Type", type);
        // Some headers are the content's to the client, and refused elsewhere.
        foreach (var (name, value) in headers)
            _ =
                request.Headers.TryAddWithoutValidation(name, value)
                || request.Content!.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request, Deadline.Soon);
        // As they came: read as dates and lists, they would be written anew.
        var all = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated);
        return new Reply(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(Deadline.Soon),
            all.ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase),
            response.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : []
        );
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>What was answered.</summary>
internal sealed record Reply(int Status, string Body, IReadOnlyDictionary<string, string> Headers, string[] Cookies)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string? ErrorCode => (string?)Json["responseStatus"]?["errorCode"];

    public string? Message => (string?)Json["responseStatus"]?["message"];

    /// <summary>The fields that are at fault.</summary>
    public string[] Fields => [.. Json["responseStatus"]?["errors"]?.AsArray().Select(e => (string)e!["fieldName"]!) ?? []];

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The value of a cookie that is being set.</summary>
    public string? Cookie(string name) =>
        Cookies.FirstOrDefault(c => c.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..].Split(';')[0];
}

namespace MiniChat.Tests.Stack;

/// <summary>Reads a response's Server-Sent Events as they come.</summary>
public sealed class EventReader(HttpResponseMessage response, Stream stream, CancellationTokenSource limit) : IDisposable
{
    private readonly StreamReader reader = new(stream);

    public HttpResponseMessage Response => response;

    public static async Task<EventReader> OpenAsync(
        TestServer server,
        HttpMethod method,
        string path,
        string? body,
        string? accept
    )
    {
        var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body) };
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        return new EventReader(response, await response.Content.ReadAsStreamAsync(limit.Token), limit);
    }

    /// <summary>The next frame, its lines joined with <c>|</c>; null at the end.</summary>
    public async Task<string?> NextAsync()
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Length == 0)
                return string.Join('|', lines);
            lines.Add(line);
        }
        return null;
    }

    public async Task<List<string>> AllAsync()
    {
        var all = new List<string>();
        while (await NextAsync() is { } frame)
            all.Add(frame);
        return all;
    }

    public void Dispose()
    {
        limit.Dispose();
        reader.Dispose();
        response.Dispose();
    }
}

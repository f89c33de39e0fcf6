using System.Net.Http.Headers;
using System.Text;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>The server with a model's server behind it, and callers at the doors that pass on what they get.</summary>
internal sealed class PassThroughDoor : IAsyncDisposable
{
    /// <summary>The server's key, which nobody may see.</summary>
    public const string Key = "sk-very-secret-key-0123456789";

    /// <summary>A body that asks for a stream.</summary>
    public const string Streamed = """{"model":"m","stream":true,"messages":[{"role":"user","content":"go"}]}""";

    /// <summary>A body that does not.</summary>
    public const string Whole = """{"model":"m","messages":[{"role":"user","content":"go"}]}""";

    private PassThroughDoor(FakeUpstream upstream, MiniChatServer server, string token)
    {
        Upstream = upstream;
        Server = server;
        Token = token;
    }

    public FakeUpstream Upstream { get; }

    public MiniChatServer Server { get; }

    /// <summary>The access token of an account.</summary>
    public string Token { get; }

    /// <summary>A client that closes a connection as soon as it gives up a response.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero });

    /// <summary>Opens the doors.</summary>
    /// <param name="patience">How many seconds the model's server may be silent.</param>
    /// <param name="settings">Further settings.</param>
    public static async Task<PassThroughDoor> OpenAsync(string patience = "30", Dictionary<string, string>? settings = null)
    {
        var upstream = await FakeUpstream.StartAsync();
        var server = MiniChatServer.Start(
            settings: new(settings ?? [])
            {
                ["OPENAI_BASE_URL"] = upstream.BaseUrl,
                ["OPENAI_API_KEY"] = Key,
                ["MiniChat__Models__FirstTokenSeconds"] = patience,
                ["MiniChat__Models__BetweenTokensSeconds"] = patience,
            }
        );
        using var client = await server.SignUpAsync();
        return new PassThroughDoor(upstream, server, client.BearerToken!);
    }

    /// <summary>Sends a body and waits for the response's head.</summary>
    public async Task<HttpResponseMessage> SendAsync(string path, string body, CancellationToken cancel = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Server.Address, path))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return await Http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            cancel == default ? Deadline.Soon : cancel
        );
    }

    /// <summary>Sends a body and reads the whole response.</summary>
    public async Task<(int Status, byte[] Body, HttpResponseMessage Response)> PostAsync(string path, string body)
    {
        var response = await SendAsync(path, body);
        return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(Deadline.Soon), response);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}

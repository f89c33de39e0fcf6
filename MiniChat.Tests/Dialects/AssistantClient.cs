using System.Text;
using System.Text.Json.Nodes;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>Speaks the dialect assistant with one account that has signed in.</summary>
internal sealed class AssistantClient : IDisposable
{
    private readonly HttpClient _http;

    private AssistantClient(Uri server, string token)
    {
        Token = token;
        Door = new OneConnection(server);
        _http = new HttpClient { BaseAddress = server };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Authentication", "Basic " + token);
    }

    public string Token { get; }

    /// <summary>A connection without a token.</summary>
    public OneConnection Door { get; }

    public static async Task<AssistantClient> SignUpAsync(MiniChatServer server)
    {
        using var client = await server.SignUpAsync();
        return new AssistantClient(server.Address, client.BearerToken!);
    }

    public Task<Reply> GetAsync(string path) => Door.GetAsync(path, ("Authentication", "Basic " + Token));

    public Task<Reply> PostAsync(string path, string body = "") =>
        Door.PostAsync(path, body, headers: ("Authentication", "Basic " + Token));

    public Task<Reply> PostAsync(string path, JsonObject body) => PostAsync(path, body.ToJsonString());

    /// <summary>Begins a chat and gives its number.</summary>
    public async Task<long> BeginChatAsync() => (long)(await PostAsync("/assistant/chat")).Json["chatId"]!;

    /// <summary>Says something and waits for the whole stream.</summary>
    public Task<Reply> SayAsync(long chatId, string prompt) =>
        PostAsync($"/assistant/chat/{chatId}/", new JsonObject { ["prompt"] = prompt });

    /// <summary>Says something; what comes is read as it comes.</summary>
    public async Task<StreamReader> OpenAsync(long chatId, string prompt)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/assistant/chat/{chatId}/")
        {
            Content = new StringContent(new JsonObject { ["prompt"] = prompt }.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Deadline.Soon);
        Assert.That((int)response.StatusCode, Is.EqualTo(200));
        return new StreamReader(await response.Content.ReadAsStreamAsync(Deadline.Soon));
    }

    /// <summary>Demands an error of the format.</summary>
    public static void AssertRefused(Reply reply, int status, string? sentence = null)
    {
        Assert.That(reply.Status, Is.EqualTo(status), reply.Body);
        Assert.That(reply.Header("Content-Type"), Does.StartWith("application/json"));
        Assert.That(reply.Json.AsObject().Select(field => field.Key), Is.EqualTo(new[] { "message" }));
        Assert.That((string?)reply.Json["message"], sentence is null ? Is.Not.Empty : Does.Contain(sentence));
        Assert.That(reply.Body, Does.Not.Contain("System.").And.Not.Contain("   at "));
    }

    public void Dispose()
    {
        Door.Dispose();
        _http.Dispose();
    }
}

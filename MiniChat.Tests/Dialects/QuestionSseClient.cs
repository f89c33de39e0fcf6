using System.Text;
using System.Text.Json.Nodes;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>Speaks question-sse with one account.</summary>
internal sealed class QuestionSseClient : IDisposable
{
    private readonly HttpClient _http;

    private QuestionSseClient(Uri server, string token)
    {
        Token = token;
        Door = new OneConnection(server, token);
        _http = new HttpClient { BaseAddress = server };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    public string Token { get; }

    public OneConnection Door { get; }

    public static async Task<QuestionSseClient> SignUpAsync(MiniChatServer server, string email = "user@example.com")
    {
        using var http = new OneConnection(server.Address);
        var credentials = new JsonObject { ["email"] = email, ["password"] = "password123" }.ToJsonString();
        Assert.That((await http.PostAsync("/auth/register", credentials)).Status, Is.EqualTo(201));
        var signedIn = await http.PostAsync("/auth/login", credentials);
        return new QuestionSseClient(server.Address, (string)signedIn.Json["access_token"]!);
    }

    public Task<Reply> AskAsync(string question, params (string Name, string Value)[] headers) =>
        Door.PostAsync("/openai/question", new JsonObject { ["question"] = question }.ToJsonString(), headers: headers);

    /// <summary>Opens a stream; what comes is read as it comes.</summary>
    public async Task<StreamReader> OpenAsync(string path, string? question = null, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(question is null ? HttpMethod.Get : HttpMethod.Post, path);
        request.Headers.Add("Accept", "text/event-stream");
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        if (question is not null)
        {
            var body = new JsonObject { ["question"] = question }.ToJsonString();
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Deadline.Soon);
        Assert.That((int)response.StatusCode, Is.EqualTo(200));
        Assert.That(response.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/event-stream"));
        return new StreamReader(await response.Content.ReadAsStreamAsync(Deadline.Soon));
    }

    public void Dispose()
    {
        Door.Dispose();
        _http.Dispose();
    }
}

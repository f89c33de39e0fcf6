using System.Text.Json.Nodes;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>Speaks prompt-service with one account.</summary>
internal sealed class PromptServiceClient : IDisposable
{
    private PromptServiceClient(Uri server, string access, string refresh)
    {
        Access = access;
        Refresh = refresh;
        Door = new OneConnection(server, access);
    }

    /// <summary>Settings without limits of prompts.</summary>
    public static Dictionary<string, string> Unlimited =>
        new() { ["MiniChat__Limits__PromptsPerSecond"] = "0", ["MiniChat__Limits__PromptsPerMinute"] = "0" };

    public string Access { get; }

    public string Refresh { get; }

    public OneConnection Door { get; }

    public static async Task<PromptServiceClient> SignUpAsync(MiniChatServer server, string name = "alice")
    {
        using var http = new OneConnection(server.Address);
        var account = $$"""{"username":"{{name}}","email":"{{name}}@b.c","password":"secret123"}""";
        Assert.That((await http.PostAsync("/api/auth/register/", account)).Status, Is.EqualTo(201));
        return await SignInAsync(server, name);
    }

    public static async Task<PromptServiceClient> SignInAsync(MiniChatServer server, string name = "alice")
    {
        using var http = new OneConnection(server.Address);
        var reply = await http.PostAsync("/api/auth/login/", $$"""{"username":"{{name}}","password":"secret123"}""");
        Assert.That(reply.Status, Is.EqualTo(200), reply.Body);
        return new PromptServiceClient(server.Address, (string)reply.Json["access"]!, (string)reply.Json["refresh"]!);
    }

    public Task<Reply> SendAsync(string prompt, bool websocket = false, params (string Name, string Value)[] headers) =>
        Door.PostAsync(
            "/api/prompts",
            new JsonObject { ["prompt"] = prompt, ["websocket"] = websocket }.ToJsonString(),
            headers: headers
        );

    public Task<Reply> RefreshAsync(string token) =>
        Door.PostAsync("/api/auth/refresh/", new JsonObject { ["refresh"] = token }.ToJsonString());

    public Task<SocketClient> OpenAsync() => SocketClient.OpenAsync(Door.Address, $"/ws/prompts/?token={Access}");

    public void Dispose() => Door.Dispose();
}

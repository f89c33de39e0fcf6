using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.SignIns;

/// <summary>Signs in by code over plain HTTP, step by step, as a program or as a browser does.</summary>
internal sealed class CodeFlow(Uri address) : IDisposable
{
    public CodeFlow(MiniChatServer server)
        : this(server.Address) { }

    public const string UserName = "ada";

    /// <summary>What a browser says of a request of a page of this server.</summary>
    public static readonly (string Name, string Value) SameOrigin = ("Sec-Fetch-Site", "same-origin");

    public OneConnection Http { get; } = new(address);

    /// <summary>A flow with one account.</summary>
    public static Task<CodeFlow> StartAsync(MiniChatServer server) => StartAsync(server.Address);

    /// <inheritdoc cref="StartAsync(MiniChatServer)"/>
    public static async Task<CodeFlow> StartAsync(Uri address)
    {
        var flow = new CodeFlow(address);
        var body = $$"""{"userName":"{{UserName}}","email":"ada@example.org","password":"{{MiniChatServer.Password}}"}""";
        Assert.That((await flow.Http.PostAsync("/register", body)).Status, Is.EqualTo(200));
        return flow;
    }

    /// <summary>Begins.</summary>
    public async Task<Begun> BeginAsync(params (string Name, string Value)[] headers)
    {
        var reply = await Http.GetAsync("/user/auth-code", headers);
        Assert.That(reply.Status, Is.EqualTo(200), reply.Body);
        var begun = new Begun(
            new Uri((string)reply.Json["loginUrl"]!),
            (string)reply.Json["state"]!,
            reply.Cookie("mc-browser")!
        );
        Assert.That(QueryHelpers.ParseQuery(begun.LoginUrl.Query)["state"].ToString(), Is.EqualTo(begun.State));
        return begun;
    }

    /// <summary>Sends the page's form.</summary>
    public Task<Reply> SendFormAsync(
        string state,
        string userName = UserName,
        string password = MiniChatServer.Password,
        params (string Name, string Value)[] headers
    ) => PostFormAsync($"/sign-in?state={state}", new() { ["userName"] = userName, ["password"] = password }, headers);

    /// <summary>Sends a form.</summary>
    public Task<Reply> PostFormAsync(string path, Dictionary<string, string> fields, params (string Name, string Value)[] headers)
    {
        var body = string.Join('&', fields.Select(field => $"{field.Key}={WebUtility.UrlEncode(field.Value)}"));
        return Http.PostAsync(path, body, "application/x-www-form-urlencoded", headers);
    }

    /// <summary>Signs in at the page, and gives the code.</summary>
    public async Task<string> CodeAsync(string state)
    {
        var reply = await SendFormAsync(state);
        Assert.That(reply.Status, Is.EqualTo(303), reply.Body);
        return CodeOf(reply);
    }

    /// <summary>The code in a redirect.</summary>
    public static string CodeOf(Reply reply) =>
        QueryHelpers.ParseQuery(reply.Header("Location")!.Split('?')[1])["code"].ToString();

    /// <summary>Finishes.</summary>
    public Task<Reply> FinishAsync(string code, string state, params (string Name, string Value)[] headers) =>
        Http.GetAsync($"/user/auth-callback?code={code}&state={state}", headers);

    /// <summary>Finishes, and gives the token.</summary>
    public async Task<string> TokenAsync(string code, string state, params (string Name, string Value)[] headers)
    {
        var reply = await FinishAsync(code, state, headers);
        Assert.That(reply.Status, Is.EqualTo(200), reply.Body);
        return (string)reply.Json["token"]!;
    }

    /// <summary>Whether the token lets one in.</summary>
    public async Task<bool> IsGoodAsync(string token)
    {
        var reply = await Http.GetAsync("/questions", ("Authorization", $"Bearer {token}"));
        Assert.That(reply.Status, Is.EqualTo(200).Or.EqualTo(401));
        return reply.Status == 200;
    }

    public void Dispose() => Http.Dispose();
}

/// <summary>A sign-in that has begun.</summary>
internal sealed record Begun(Uri LoginUrl, string State, string Browser)
{
    /// <summary>The header by which the browser that began it is known.</summary>
    public (string Name, string Value) Cookie => ("Cookie", $"mc-browser={Browser}");
}

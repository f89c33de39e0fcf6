using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using MiniChat.Host.Identity;

namespace MiniChat.Tests.Support;

/// <summary>An outside provider on the loopback: it does what OpenID Connect says, until a test makes it do otherwise.</summary>
internal sealed class ProviderServer : IAsyncDisposable
{
    public const string Discovery = "/.well-known/openid-configuration";
    public const string Keys = "/keys";
    public const string Token = "/token";
    public const string UserInfo = "/me";
    public const string Emails = "/me/emails";

    public const string ClientId = "mini chat";
    public const string ClientSecret = "planted+secret/of the%client, long enough for HS256";
    public const string RedirectUri = "http://127.0.0.1:5000/user/auth-callback";
    public const string AccessToken = "planted-access-token";

    private readonly WebApplication _app;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, Dictionary<string, string>> _codes = new();
    private readonly ConcurrentDictionary<string, RequestDelegate> _byHand = new();
    private int _count;

    private ProviderServer(WebApplication app, TimeProvider clock, string address)
    {
        _app = app;
        _clock = clock;
        Address = Issuer = address;
        Claims = new JsonObject
        {
            ["sub"] = "person-1",
            ["preferred_username"] = "ada",
            ["name"] = "Ada Lovelace",
            ["email"] = "ada@example.org",
            ["email_verified"] = true,
        };
    }

    public string Address { get; }

    public string Issuer { get; set; }

    /// <summary>What the address of the claims answers; a text, a number or whatever a test puts there.</summary>
    public JsonNode Claims { get; set; }

    /// <summary>What the address of the email addresses answers.</summary>
    public JsonNode EmailList { get; set; } = new JsonArray();

    /// <summary>Signs id tokens, and is published.</summary>
    public ProviderKey Key { get; set; } = ProviderKey.Rsa();

    /// <summary>Signs instead, and is not published.</summary>
    public Func<JsonObject, string>? Sign { get; set; }

    /// <summary>Changes the discovery document.</summary>
    public Action<JsonObject> Describe { get; set; } = _ => { };

    /// <summary>Changes the claims of the id token.</summary>
    public Action<JsonObject> Claim { get; set; } = _ => { };

    /// <summary>Changes the answer of the token endpoint.</summary>
    public Action<JsonObject> Grant { get; set; } = _ => { };

    /// <summary>How a client has to prove who it is: basic, post or none.</summary>
    public string Authentication { get; set; } = "basic";

    /// <summary>Is done at each call, before it is answered.</summary>
    public Action Called { get; set; } = () => { };

    /// <summary>All calls, by path.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public static async Task<ProviderServer> StartAsync(TimeProvider clock, int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        ProviderServer? provider = null;
        app.Run(context => provider!.AnswerAsync(context));
        await app.StartAsync();
        return provider = new ProviderServer(app, clock, app.Urls.Single());
    }

    /// <summary>What a server that uses this provider by OpenID Connect is set to.</summary>
    public ProviderOptions OpenIdConnect() =>
        new()
        {
            Name = "oidc",
            ClientId = ClientId,
            ClientSecret = ClientSecret,
            RedirectUri = RedirectUri,
            Issuer = Issuer,
            Scope = "openid profile email",
        };

    /// <summary>What a server that uses this provider by plain OAuth 2 is set to.</summary>
    public ProviderOptions PlainOAuth() =>
        OpenIdConnect() with
        {
            Name = "plain",
            Issuer = null,
            Scope = "",
            AuthorizationEndpoint = new Uri($"{Address}/authorize?tenant=a%20b"),
            TokenEndpoint = new Uri($"{Address}{Token}"),
            UserInfoEndpoint = new Uri($"{Address}{UserInfo}"),
        };

    /// <summary>Answers an address by hand; null for the usual way again.</summary>
    public void Answer(string path, RequestDelegate? byHand)
    {
        if (byHand is null)
            _byHand.TryRemove(path, out _);
        else
            _byHand[path] = byHand;
    }

    /// <summary>Answers an address with a status and a body.</summary>
    public void Answer(string path, int status, string body, string type = "application/json") =>
        Answer(
            path,
            context =>
            {
                context.Response.StatusCode = status;
                context.Response.ContentType = type;
                return context.Response.WriteAsync(body, context.RequestAborted);
            }
        );

    /// <summary>What a person's browser does at the address of the sign-in: signs in, and comes back with this code.</summary>
    public string SignIn(Uri address)
    {
        var query = QueryHelpers.ParseQuery(address.Query).ToDictionary(part => part.Key, part => part.Value.Single()!);
        Assert.That(query["response_type"], Is.EqualTo("code"));
        Assert.That(query["client_id"], Is.EqualTo(ClientId));
        Assert.That(query["redirect_uri"], Is.EqualTo(RedirectUri));
        Assert.That(query["code_challenge_method"], Is.EqualTo("S256"));
        var code = $"planted-code-{Interlocked.Increment(ref _count)}";
        _codes[code] = query;
        return code;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Calls.Enqueue(path);
        Called();
        if (_byHand.TryGetValue(path, out var byHand))
        {
            await byHand(context);
            return;
        }
        var (status, body) = path switch
        {
            Discovery => (200, Document()),
            Keys => (200, new JsonObject { ["keys"] = new JsonArray(Key.Publish()) }),
            Token => await RedeemAsync(context.Request),
            UserInfo when IsAllowed(context.Request) => (200, Claims),
            Emails when IsAllowed(context.Request) => (200, EmailList),
            UserInfo or Emails => (401, new JsonObject()),
            _ => (404, new JsonObject()),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    private static bool IsAllowed(HttpRequest request) => request.Headers.Authorization == $"Bearer {AccessToken}";

    private JsonObject Document()
    {
        var document = new JsonObject
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = $"{Address}/authorize",
            ["token_endpoint"] = $"{Address}{Token}",
            ["userinfo_endpoint"] = $"{Address}{UserInfo}",
            ["jwks_uri"] = $"{Address}{Keys}",
        };
        Describe(document);
        return document;
    }

    private async Task<(int, JsonNode)> RedeemAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (
            !Proves(request, form)
            || request.Headers.Accept != "application/json"
            || !request.Headers.UserAgent.Contains("MiniChat")
        )
            return (401, new JsonObject { ["error"] = "invalid_client" });
        if (!_codes.TryRemove(form["code"].ToString(), out var asked))
            return (400, new JsonObject { ["error"] = "invalid_grant", ["error_description"] = "planted description" });
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (
            form["grant_type"] != "authorization_code"
            || form["redirect_uri"] != asked["redirect_uri"]
            || challenge != asked["code_challenge"]
        )
            return (400, new JsonObject { ["error"] = "invalid_grant" });
        var granted = new JsonObject { ["access_token"] = AccessToken, ["token_type"] = "bearer" };
        if (asked.TryGetValue("nonce", out var nonce))
            granted["id_token"] = IdToken(nonce);
        Grant(granted);
        return (200, granted);
    }

    private bool Proves(HttpRequest request, IFormCollection form)
    {
        var basic = Convert.ToBase64String(
            Encoding.ASCII.GetBytes($"{WebUtility.UrlEncode(ClientId)}:{WebUtility.UrlEncode(ClientSecret)}")
        );
        return Authentication switch
        {
            "basic" => request.Headers.Authorization == $"Basic {basic}" && !form.ContainsKey("client_secret"),
            "post" => request.Headers.Authorization.Count == 0
                && form["client_id"] == ClientId
                && form["client_secret"] == ClientSecret,
            _ => request.Headers.Authorization.Count == 0 && form["client_id"] == ClientId && !form.ContainsKey("client_secret"),
        };
    }

    private string IdToken(string nonce)
    {
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = ClientId,
            ["sub"] = "person-1",
            ["nonce"] = nonce,
            ["iat"] = now,
            ["exp"] = now + 300,
        };
        Claim(claims);
        return (Sign ?? Key.Sign)(claims);
    }

    public async ValueTask DisposeAsync()
    {
        // A stalled call must not hold up the end.
        using var atOnce = new CancellationTokenSource(0);
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }
}

using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>Pages of other origins: those that the settings name can call everything, all others nothing.</summary>
[TestFixture]
internal sealed class CrossOriginTests
{
    private const string Allowed = "https://app.example.org";
    private MiniChatServer _server = null!;
    private OneConnection _http = null!;

    [OneTimeSetUp]
    public void Start()
    {
        _server = MiniChatServer.Start(settings: new() { ["MiniChat__AllowedOrigins"] = Allowed });
        _http = new OneConnection(_server.Address);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private static (string, string)[] Preflight(string origin) =>
        [
            ("Origin", origin),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "authorization,content-type"),
        ];

    [TestCase("/prompt")]
    [TestCase("/openai/question")]
    [TestCase("/chatCompletion")]
    [TestCase("/v1/chat/completions")]
    [TestCase("/questions")]
    [TestCase("/auth")]
    public async Task An_allowed_page_may_ask(string path)
    {
        var preflight = await _http.SendAsync("OPTIONS", path, null, null, Preflight(Allowed));
        var refused = await _http.PostAsync(path, "{", "application/json", ("Origin", Allowed));

        Assert.That(preflight.Status, Is.EqualTo(204));
        Assert.That(preflight.Header("Access-Control-Allow-Origin"), Is.EqualTo(Allowed));
        Assert.That(preflight.Header("Access-Control-Allow-Headers"), Does.Contain("authorization"));
        Assert.That(refused.Status, Is.AnyOf(400, 401));
        Assert.That(refused.Header("Access-Control-Allow-Origin"), Is.EqualTo(Allowed), "the page can read why it was refused");
        Assert.That(refused.Header("Access-Control-Expose-Headers"), Does.Contain("Retry-After"));
    }

    [TestCase("OPTIONS", "/questions", Allowed)]
    [TestCase("GET", "/api/FindQuestions", Allowed)]
    [TestCase("GET", "/types/mjs", Allowed)]
    [TestCase("GET", "/types/mjs", null)]
    [TestCase("GET", "/small.css", null)]
    [TestCase("POST", "/v1/chat/completions", "https://evil.example")]
    public async Task Caches_are_told_that_it_depends_on_the_page(string verb, string path, string? origin)
    {
        (string, string)[] headers = origin is null ? [] : Preflight(origin);
        var reply = await _http.SendAsync(verb, path, null, null, headers);

        var vary = reply.Header("Vary") ?? "";
        Assert.That(vary.Split(',', StringSplitOptions.TrimEntries).Count(name => name == "Origin"), Is.EqualTo(1), vary);
    }

    [TestCase("https://evil.example")]
    [TestCase("https://app.example.org.evil.example")]
    [TestCase("http://app.example.org")]
    [TestCase("null")]
    public async Task Another_page_may_not(string origin)
    {
        var preflight = await _http.SendAsync("OPTIONS", "/prompt", null, null, Preflight(origin));
        var asked = await _http.PostAsync("/prompt", "{}", "application/json", ("Origin", origin));

        Assert.That(preflight.Headers.Keys.Concat(asked.Headers.Keys), Has.None.StartsWith("Access-Control-Allow"));
    }

    [Test]
    public async Task Without_the_setting_no_page_may()
    {
        await using var server = MiniChatServer.Start();
        using var http = new OneConnection(server.Address);

        var preflight = await http.SendAsync("OPTIONS", "/prompt", null, null, Preflight(Allowed));

        Assert.That(preflight.Headers.Keys, Has.None.StartsWith("Access-Control-"));
    }
}

using MiniChat.ServiceInterface.SignIns;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.SignIns;

/// <summary>A sign-in is finished by the browser that began it.</summary>
[TestFixture]
internal sealed class BrowserRuleTests
{
    private const string Allowed = "https://app.example.org";
    private const string AlsoAllowed = "https://other.example.org";
    private static readonly (string, string) CrossSite = ("Sec-Fetch-Site", "cross-site");
    private static readonly (string, string) Typed = ("Sec-Fetch-Site", "none");

    private MiniChatServer _server = null!;
    private CodeFlow _flow = null!;

    [SetUp]
    public async Task Start()
    {
        _server = MiniChatServer.Start(settings: new() { ["MiniChat__AllowedOrigins"] = $"{Allowed},{AlsoAllowed}" });
        _flow = await CodeFlow.StartAsync(_server);
    }

    [TearDown]
    public async Task Stop()
    {
        _flow.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<(Begun Begun, string Code)> SignedInAsync(params (string Name, string Value)[] headers)
    {
        var begun = await _flow.BeginAsync(headers);
        return (begun, await _flow.CodeAsync(begun.State));
    }

    [Test]
    public async Task The_browser_that_began_finishes()
    {
        var (begun, code) = await SignedInAsync(CodeFlow.SameOrigin);

        var token = await _flow.TokenAsync(code, begun.State, CrossSite, begun.Cookie);

        Assert.That(await _flow.IsGoodAsync(token), Is.True);
    }

    [Test]
    public async Task Another_browser_is_refused_and_burns_nothing()
    {
        var (begun, code) = await SignedInAsync(CodeFlow.SameOrigin);
        var other = await _flow.BeginAsync(CodeFlow.SameOrigin);

        foreach (var site in new[] { CodeFlow.SameOrigin, CrossSite, Typed })
        {
            var without = await _flow.FinishAsync(code, begun.State, site);
            var with = await _flow.FinishAsync(code, begun.State, site, other.Cookie);
            Assert.That(new[] { without.Status, with.Status }, Is.All.EqualTo(400));
            Assert.That((string)with.Json["message"]!, Does.StartWith("The sign-in was begun in another browser"));
        }
        await _flow.TokenAsync(code, begun.State, CodeFlow.SameOrigin, begun.Cookie);
    }

    [Test]
    public async Task A_replay_from_another_browser_ends_nothing()
    {
        var (begun, code) = await SignedInAsync(CodeFlow.SameOrigin);
        var token = await _flow.TokenAsync(code, begun.State, CodeFlow.SameOrigin, begun.Cookie);

        Assert.That((await _flow.FinishAsync(code, begun.State, CrossSite)).Status, Is.EqualTo(400));

        Assert.That(await _flow.IsGoodAsync(token), Is.True);
    }

    [Test]
    public async Task A_program_needs_no_cookie_but_a_wrong_one_is_refused()
    {
        var (begun, code) = await SignedInAsync();

        foreach (var cookie in new[] { SignInSecrets.New(), "x" })
            Assert.That((await _flow.FinishAsync(code, begun.State, ("Cookie", $"mc-browser={cookie}"))).Status, Is.EqualTo(400));
        await _flow.TokenAsync(code, begun.State);
    }

    [Test]
    public async Task Two_tabs_of_a_browser_do_not_disturb_each_other()
    {
        var (first, firstCode) = await SignedInAsync(CodeFlow.SameOrigin);

        var (second, secondCode) = await SignedInAsync(CodeFlow.SameOrigin, first.Cookie);

        Assert.That(second.Browser, Is.EqualTo(first.Browser));
        await _flow.TokenAsync(firstCode, first.State, CodeFlow.SameOrigin, second.Cookie);
        await _flow.TokenAsync(secondCode, second.State, CodeFlow.SameOrigin, second.Cookie);
    }

    [TestCase("short")]
    [TestCase("<script>alert(1)</script>")]
    public async Task A_cookie_that_is_none_of_ours_is_replaced(string value)
    {
        var begun = await _flow.BeginAsync(("Cookie", $"mc-browser={value}"));

        Assert.That(begun.Browser, Is.Not.EqualTo(value).And.Length.EqualTo(43));
    }

    [Test]
    public async Task A_page_of_an_allowed_origin_finishes_without_the_cookie_what_it_began()
    {
        var (begun, code) = await SignedInAsync(CrossSite, ("Origin", Allowed));

        foreach (var origin in new[] { AlsoAllowed, "https://evil.example", "null" })
            Assert.That((await _flow.FinishAsync(code, begun.State, CrossSite, ("Origin", origin))).Status, Is.EqualTo(400));
        Assert.That((await _flow.FinishAsync(code, begun.State, CrossSite)).Status, Is.EqualTo(400), "a link that was followed");
        var wrong = await _flow.FinishAsync(
            code,
            begun.State,
            CrossSite,
            ("Origin", Allowed),
            ("Cookie", $"mc-browser={SignInSecrets.New()}")
        );
        Assert.That(wrong.Status, Is.EqualTo(400), "a cookie that comes must be right");
        await _flow.TokenAsync(code, begun.State, CrossSite, ("Origin", Allowed));
    }

    [TestCase("https://evil.example")]
    [TestCase("null")]
    [TestCase("own")]
    public async Task Any_other_page_needs_the_cookie(string origin)
    {
        var own = _server.Address.GetLeftPart(UriPartial.Authority);
        var header = ("Origin", origin == "own" ? own : origin);
        var (begun, code) = await SignedInAsync(CrossSite, header);

        Assert.That((await _flow.FinishAsync(code, begun.State, CrossSite, header)).Status, Is.EqualTo(400));
        await _flow.TokenAsync(code, begun.State, CrossSite, header, begun.Cookie);
    }
}

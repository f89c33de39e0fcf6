using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.ServiceInterface.SignIns;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.SignIns;

/// <summary>A link of a page leads a browser to the outside provider, and back to where it was, signed in; and nowhere else.</summary>
[TestFixture]
internal sealed class BrowserSignInTests
{
    private ScriptedProvider _provider = null!;
    private MiniChatServer _server = null!;
    private CookieContainer _cookies = null!;
    private HttpClient _browser = null!;

    [SetUp]
    public void Start()
    {
        _provider = new ScriptedProvider();
        _server = MiniChatServer.Start(services: services => services.AddSingleton<IIdentityProvider>(_provider));
        _cookies = new CookieContainer();
        _browser = BrowserOf(_server, _cookies);
    }

    [TearDown]
    public async Task Stop()
    {
        _browser.Dispose();
        await _server.DisposeAsync();
    }

    private static HttpClient BrowserOf(MiniChatServer server, CookieContainer cookies)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies };
        var browser = new HttpClient(handler) { BaseAddress = server.Address };
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        return browser;
    }

    private async Task<string> BeginAsync(string query)
    {
        using var sent = await _browser.GetAsync("/sign-in/fake" + query, Deadline.Soon);
        Assert.That(sent.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(sent.Headers.Location!.Host, Is.EqualTo("id.example.org"));
        return sent.Headers.Location.Query.Split("state=")[1];
    }

    private async Task<string> FinishAsync(string query, HttpClient? browser = null)
    {
        using var back = await (browser ?? _browser).GetAsync("/user/auth-callback" + query, Deadline.Soon);
        Assert.That(back.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(back.Headers.CacheControl!.NoStore);
        return back.Headers.Location!.OriginalString;
    }

    private string? Cookie(string name) => _cookies.GetCookies(_server.Address)[name]?.Value;

    private string CodeOf(string subject) => _provider.SignIn(new OutsideIdentity { Subject = subject, UserName = subject });

    [TestCase("?continue=/chats/5%3Fa=b%26c", "/chats/5?a=b&c")]
    [TestCase("", "/")]
    public async Task The_browser_comes_back_to_the_path_with_the_cookies_of_a_session(string query, string path)
    {
        var state = await BeginAsync(query);

        var back = await FinishAsync($"?code={CodeOf("grace")}&state={state}");

        Assert.That(back, Is.EqualTo(path));
        Assert.That(Cookie("ss-reftok"), Is.Not.Empty.And.Not.Null);
        using var http = new OneConnection(_server.Address, Cookie("ss-tok"));
        Assert.That((string?)(await http.GetAsync("/auth")).Json["userName"], Is.EqualTo("grace"));
    }

    [TestCase("//evil.example.org")]
    [TestCase("/%5Cevil.example.org")]
    [TestCase("https://evil.example.org/")]
    [TestCase("evil")]
    [TestCase("/a%0d%0aSet-Cookie:x=y")]
    [TestCase("/%09/evil.example.org")]
    [TestCase("javascript:alert(1)")]
    public async Task It_leads_nowhere_but_to_a_path_of_this_server(string path)
    {
        using var refused = await _browser.GetAsync("/sign-in/fake?continue=" + path, Deadline.Soon);

        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(_cookies.Count, Is.Zero);
    }

    [Test]
    public async Task A_sign_in_that_comes_to_nothing_leads_back_with_its_error_and_without_a_session()
    {
        var calledOff = await FinishAsync($"?error=access_denied&state={await BeginAsync("?continue=/a?b=c")}");
        var state = await BeginAsync("");
        _provider.Failure = new ServiceException(ErrorKind.Unavailable, "gone") { ErrorCode = "ProviderUnreachable" };
        var failed = await FinishAsync($"?code=x&state={state}");

        Assert.That(calledOff, Is.EqualTo("/a?b=c&signInError=Forbidden"));
        Assert.That(failed, Is.EqualTo("/?signInError=ProviderUnreachable"));
        Assert.That(Cookie("ss-tok"), Is.Null.Or.Empty);
    }

    [Test]
    public async Task Another_browser_does_not_end_what_this_one_began()
    {
        var state = await BeginAsync("?continue=/mine");
        using var other = BrowserOf(_server, new CookieContainer());

        using var back = await other.GetAsync($"/user/auth-callback?code={CodeOf("grace")}&state={state}", Deadline.Soon);

        Assert.That((int)back.StatusCode, Is.EqualTo(400));
        Assert.That(back.Headers.Contains("Set-Cookie"), Is.False);
    }

    [Test]
    public async Task Two_sign_ins_at_once_each_come_back_to_their_own_path()
    {
        var (one, two) = (await BeginAsync("?continue=/one"), await BeginAsync("?continue=/two"));

        Assert.That(await FinishAsync($"?code={CodeOf("a")}&state={one}"), Is.EqualTo("/one"));
        Assert.That(await FinishAsync($"?code={CodeOf("b")}&state={two}"), Is.EqualTo("/two"));
    }

    [Test]
    public async Task The_provider_is_named_where_there_is_one_and_browsers_come_back()
    {
        await using var without = MiniChatServer.Start();
        await using var elsewhere = MiniChatServer.Start(
            settings: new() { ["MiniChat__OAuth__RedirectUri"] = "https://app.example.org/back" },
            services: services => services.AddSingleton<IIdentityProvider>(_provider)
        );

        Assert.That(
            await _server.Http.GetStringAsync("/auth/providers", Deadline.Soon),
            Is.EqualTo("""{"results":[{"name":"fake"}]}""")
        );
        foreach (var server in new[] { without, elsewhere })
        {
            Assert.That(await server.Http.GetStringAsync("/auth/providers", Deadline.Soon), Is.EqualTo("""{"results":[]}"""));
            using var refused = await server.Http.GetAsync("/sign-in/fake", Deadline.Soon);
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        }
        using var unknown = await _browser.GetAsync("/sign-in/other", Deadline.Soon);
        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task An_account_without_a_password_is_deleted_by_its_name()
    {
        await FinishAsync($"?code={CodeOf("grace")}&state={await BeginAsync("")}");
        using var http = new OneConnection(_server.Address, Cookie("ss-tok"));

        var wrong = await http.PostAsync("/account/delete", """{"userName":"ada"}""");
        var right = await http.PostAsync("/account/delete", """{"userName":"GRACE"}""");

        Assert.That((wrong.Status, wrong.ErrorCode, right.Status), Is.EqualTo((400, "WrongUserName", 204)));
    }
}

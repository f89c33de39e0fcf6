using System.Net;
using MiniChat.Host.Web;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>What the server sends at the web app's addresses.</summary>
[TestFixture]
internal sealed class WebAppPagesTests
{
    private MiniChatServer _server = null!;

    [OneTimeSetUp]
    public void Start() => _server = MiniChatServer.Start();

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task Whoever_asks_for_no_page_is_greeted()
    {
        Assert.That(await _server.Http.GetStringAsync("/", Deadline.Soon), Is.EqualTo("Hello, World!"));
    }

    [TestCase("/")]
    [TestCase("/app")]
    [TestCase("/app/chats/5")]
    [TestCase("/app/settings")]
    [TestCase("/s/whatever")]
    public async Task Every_address_of_the_app_is_its_one_page(string path)
    {
        DemandApp();
        using var response = await GetAsync(path, "text/html");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("<div id=\"app\">"));
        Assert.That(response.Headers.CacheControl!.NoCache, Is.True);
        Assert.That(response.Headers.GetValues("Content-Security-Policy").Single(), Does.Not.Contain("unsafe"));
    }

    [Test]
    public async Task A_shared_chat_is_not_for_search_engines()
    {
        DemandApp();
        using var response = await GetAsync("/s/whatever", "text/html");

        Assert.That(response.Headers.GetValues("X-Robots-Tag").Single(), Is.EqualTo("noindex, nofollow"));
    }

    [Test]
    public async Task Its_files_come_compressed_and_are_kept()
    {
        DemandApp();
        var page = await _server.Http.GetStringAsync("/app", Deadline.Soon);
        var script = System.Text.RegularExpressions.Regex.Match(page, "/app/assets/index-[^\"]+\\.js").Value;
        using var response = await GetAsync(script, "*/*");

        Assert.That(response.Content.Headers.ContentEncoding, Is.EqualTo(new[] { "br" }));
        Assert.That(response.Headers.CacheControl!.ToString(), Is.EqualTo("public, max-age=31536000, immutable"));
    }

    [Test]
    public async Task A_file_that_is_not_there_is_no_page()
    {
        using var response = await GetAsync("/app/assets/gone.js", "*/*");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("/small.html", "text/html")]
    [TestCase("/manifest.webmanifest", "application/manifest+json")]
    [TestCase("/icon-192.png", "image/png")]
    public async Task What_needs_no_build_is_always_there(string path, string type)
    {
        using var response = await GetAsync(path, "*/*");

        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo(type));
    }

    private static void DemandApp() =>
        OtherPrograms.Demand(
            File.Exists(Path.Combine(StartPage.Folder, "app", "index.html")),
            "The web app was not built: install Node.js 20 or newer, and build."
        );

    private async Task<HttpResponseMessage> GetAsync(string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", accept);
        request.Headers.Add("Accept-Encoding", "br, gzip");
        return await _server.Http.SendAsync(request, Deadline.Soon);
    }
}

using System.Net;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Web;

/// <summary>The API Explorer: its files, and the page in a browser.</summary>
[TestFixture]
internal sealed class ExplorerScriptTests
{
    [TestCase("/ui", "text/html")]
    [TestCase("/ui/", "text/html")]
    [TestCase("/ui/Question", "text/html")]
    [TestCase("/ui/Question?tab=details", "text/html")]
    [TestCase("/ui/app.js", "text/javascript")]
    [TestCase("/ui/style.css", "text/css")]
    [TestCase("/ui/icon.svg", "image/svg+xml")]
    public async Task Its_files_are_served_with_a_strict_policy_and_a_tag(string path, string type)
    {
        await using var server = MiniChatServer.Start();

        using var whole = await server.Http.GetAsync(path, Deadline.Soon);
        using var head = await server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), Deadline.Soon);
        using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { whole.Headers.ETag! } } };
        using var unchanged = await server.Http.SendAsync(again, Deadline.Soon);
        using var posted = await server.Http.PostAsync(path, null, Deadline.Soon);

        Assert.Multiple(() =>
        {
            Assert.That(whole.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(whole.Content.Headers.ContentType!.MediaType, Is.EqualTo(type));
            Assert.That(
                whole.Headers.GetValues("Content-Security-Policy").Single(),
                Does.StartWith("default-src 'none'").And.Not.Contain("unsafe")
            );
            Assert.That(head.Content.Headers.ContentLength, Is.EqualTo(whole.Content.Headers.ContentLength));
            Assert.That(unchanged.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
            Assert.That(posted.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        });
    }

    [Test]
    public async Task A_file_that_is_not_there_is_no_page()
    {
        await using var server = MiniChatServer.Start();

        using var response = await server.Http.GetAsync("/ui/none.js", Deadline.Soon);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task It_works_in_a_browser_by_mouse_and_by_keys()
    {
        WebClientsTests.Demand("playwright-core", needsBrowser: true);
        // An answer takes about a second: long enough to be seen growing, and to be stopped.
        await using var server = MiniChatServer.Start(settings: new() { ["MiniChat__Models__OfflineTokenMilliseconds"] = "15" });

        await WebClientsTests.RunAsync("explorer.mjs", server.Address.ToString().TrimEnd('/'), OtherPrograms.Chromium);
    }

    [Test]
    public async Task Axe_finds_nothing_in_any_size_and_colour()
    {
        WebClientsTests.Demand("axe-core", needsBrowser: true);
        WebClientsTests.Demand("playwright-core", needsBrowser: true);
        await using var server = MiniChatServer.Start();

        // Pictures are for a person, where somebody asks for them.
        await WebClientsTests.RunAsync(
            "explorer-looks.mjs",
            server.Address.ToString().TrimEnd('/'),
            OtherPrograms.Chromium,
            Environment.GetEnvironmentVariable("MINICHAT_PICTURES") ?? ""
        );
    }
}

using System.Text;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>A model's server that fails: its own errors pass, what is no answer is told in the door's format, and no secret ever.</summary>
[TestFixture("/v1/chat/completions", """{"error":{"message":""")]
[TestFixture("/prompt", """{"error":"The model""")]
internal sealed class PassThroughFaultsTests(string path, string ownError)
{
    private PassThroughDoor _door = null!;

    [OneTimeSetUp]
    public async Task Open() => _door = await PassThroughDoor.OpenAsync(patience: "3");

    [OneTimeTearDown]
    public async Task Close() => await _door.DisposeAsync();

    private static string Asking(UpstreamFault fault, bool streams) =>
        $$"""{"model":"m","stream":{{(streams ? "true" : "false")}},"messages":[{"role":"user","content":"fault:{{fault}}"}]}""";

    [TestCase(UpstreamFault.QuotaExceeded, 429)]
    [TestCase(UpstreamFault.RateLimitedLong, 429)]
    [TestCase(UpstreamFault.ContextTooLong, 400)]
    [TestCase(UpstreamFault.BadRequest, 400)]
    [TestCase(UpstreamFault.ModelNotFound, 404)]
    [TestCase(UpstreamFault.AddressNotFound, 404)]
    [TestCase(UpstreamFault.RequestTimeout, 408)]
    [TestCase(UpstreamFault.ServerError, 500)]
    [TestCase(UpstreamFault.BadGateway, 502)]
    [TestCase(UpstreamFault.Unavailable, 503)]
    [TestCase(UpstreamFault.GatewayTimeout, 504)]
    public async Task Its_errors_pass_as_they_are_without_our_secrets(UpstreamFault fault, int expected)
    {
        foreach (var streams in new[] { false, true })
        {
            var before = _door.Upstream.Calls;
            var (status, body, response) = await _door.PostAsync(path, Asking(fault, streams));
            var text = Encoding.UTF8.GetString(body);

            Assert.That(status, Is.EqualTo(expected), text);
            Assert.That(text, Does.Contain("Something is wrong with ****").Or.Contain("<p>****"));
            AssertNoSecret(text, response);
            Assert.That(_door.Upstream.Calls, Is.EqualTo(before + 1), "the caller's own policy decides about trying again");
        }
    }

    [TestCase(UpstreamFault.KeyRefused, 502)]
    [TestCase(UpstreamFault.Forbidden, 502)]
    [TestCase(UpstreamFault.Redirect, 502)]
    [TestCase(UpstreamFault.StallBeforeHeaders, 504)]
    [TestCase(UpstreamFault.StallInError, 504)]
    [TestCase(UpstreamFault.StallBeforeFirstByte, 504)]
    [TestCase(UpstreamFault.CutBeforeHeaders, 502)]
    [TestCase(UpstreamFault.CutBeforeFirstByte, 502)]
    [TestCase(UpstreamFault.EmptyStream, 502)]
    [TestCase(UpstreamFault.HtmlPage, 502)]
    [TestCase(UpstreamFault.JsonInsteadOfStream, 502)]
    [TestCase(UpstreamFault.JsonErrorWith200, 502)]
    [TestCase(UpstreamFault.CompressedStream, 502)]
    public async Task What_is_no_answer_is_told_by_us(UpstreamFault fault, int expected)
    {
        var (status, body, response) = await _door.PostAsync(path, Asking(fault, streams: true));
        var text = Encoding.UTF8.GetString(body);

        Assert.That((status, text), Is.EqualTo((expected, text)));
        Assert.That(text, Does.StartWith(ownError));
        AssertNoSecret(text, response);
    }

    [TestCase(UpstreamFault.StallInMidStream)]
    [TestCase(UpstreamFault.CutInMidStream)]
    [TestCase(UpstreamFault.EndWithoutFinish)]
    [TestCase(UpstreamFault.BadChunk)]
    [TestCase(UpstreamFault.HtmlAsStream)]
    public async Task A_stream_that_breaks_off_ends_with_an_error_and_without_the_mark_of_the_end(UpstreamFault fault)
    {
        var (status, body, response) = await _door.PostAsync(path, Asking(fault, streams: true));
        var text = Encoding.UTF8.GetString(body);

        Assert.That(status, Is.EqualTo(200));
        Assert.That(text.TrimEnd().Split('\n')[^1], Does.StartWith("data: " + ownError));
        Assert.That(text, Does.Not.Contain("[DONE]"));
        AssertNoSecret(text, response);
    }

    [TestCase(UpstreamFault.ErrorInStream)]
    [TestCase(UpstreamFault.ErrorFirstInStream)]
    public async Task An_error_in_its_stream_passes_without_our_secrets(UpstreamFault fault)
    {
        var (status, body, response) = await _door.PostAsync(path, Asking(fault, streams: true));
        var text = Encoding.UTF8.GetString(body);

        Assert.That(status, Is.EqualTo(200));
        Assert.That(text, Does.EndWith("\"code\":\"server_error\"}}\n\n"));
        Assert.That(text + response, Does.Not.Contain(PassThroughDoor.Key));
    }

    [Test]
    public async Task Nobody_there_is_told_at_once()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var address = upstream.BaseUrl;
        await upstream.DisposeAsync();
        await using var server = MiniChatServer.Start(settings: new() { ["OPENAI_BASE_URL"] = address });
        using var client = await server.SignUpAsync();
        using var http = new OneConnection(server.Address, client.BearerToken);

        var reply = await http.PostAsync(path, PassThroughDoor.Whole);

        Assert.That(
            (reply.Status, reply.Body.StartsWith(ownError, StringComparison.Ordinal)),
            Is.EqualTo((502, true)),
            reply.Body
        );
        Assert.That(reply.Body, Does.Contain("cannot be reached").And.Not.Contain("127.0.0.1"));
    }

    private static void AssertNoSecret(string text, HttpResponseMessage response)
    {
        foreach (var secret in new[] { PassThroughDoor.Key, "org-secret", "upstream=secret", "127.0.0.1" })
            Assert.That(text + response, Does.Not.Contain(secret));
    }
}

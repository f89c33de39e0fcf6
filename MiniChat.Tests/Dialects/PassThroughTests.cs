using System.Text;
using Microsoft.AspNetCore.Http;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>What passes through: the body goes up as it came, the response comes down as it came.</summary>
[TestFixture("/v1/chat/completions")]
[TestFixture("/prompt")]
internal sealed class PassThroughTests(string path)
{
    private PassThroughDoor _door = null!;

    [OneTimeSetUp]
    public async Task Open() => _door = await PassThroughDoor.OpenAsync();

    [OneTimeTearDown]
    public async Task Close() => await _door.DisposeAsync();

    [TearDown]
    public void Reset() => _door.Upstream.Answer(null).Quirk(UpstreamQuirk.None);

    [Test]
    public async Task The_body_goes_up_byte_for_byte()
    {
        const string Body = """
            { "model" : "m-\u00e9",  "messages":[ {"role":"user","content":[{"type":"image_url","image_url":{"url":"data:x"}}], "cache":{"ttl":1.50}} ],
              "unknown": [1e3, 0.10, null, {"a":{"b":"ü\u0041"}}], "temperature": 1.0 }
            """;

        var (status, _, _) = await _door.PostAsync(path, Body);
        var call = _door.Upstream.Received[^1];

        Assert.That(status, Is.EqualTo(200));
        Assert.That(call.Body, Is.EqualTo(Body));
        Assert.That(call.Path, Is.EqualTo("/v1/chat/completions"));
    }

    [Test]
    public async Task The_key_goes_up_and_nothing_of_the_callers_token_does()
    {
        await _door.PostAsync(path, PassThroughDoor.Whole);
        var call = _door.Upstream.Received[^1];

        Assert.That(call.Authorization, Is.EqualTo("Bearer " + PassThroughDoor.Key));
        Assert.That(string.Join(' ', call.Headers.Values), Does.Not.Contain(_door.Token));
    }

    [TestCase(UpstreamQuirk.SplitBytes)]
    [TestCase(UpstreamQuirk.CrlfLines)]
    [TestCase(UpstreamQuirk.Comments)]
    [TestCase(UpstreamQuirk.UnknownFields)]
    [TestCase(UpstreamQuirk.OneChunk)]
    [TestCase(UpstreamQuirk.NoDone)]
    [TestCase(UpstreamQuirk.NullContent)]
    [TestCase(UpstreamQuirk.NoContentType)]
    public async Task A_stream_comes_down_byte_for_byte(UpstreamQuirk quirk)
    {
        _door.Upstream.Quirk(quirk);
        using var direct = new HttpClient();
        using var content = new StringContent(PassThroughDoor.Streamed);
        using var asked = await direct.PostAsync(_door.Upstream.BaseUrl + "/chat/completions", content);
        var expected = await asked.Content.ReadAsByteArrayAsync();

        var (status, body, response) = await _door.PostAsync(path, PassThroughDoor.Streamed);

        Assert.That(status, Is.EqualTo(200));
        Assert.That(body, Is.EqualTo(expected));
        Assert.That(response.Content.Headers.ContentType, Is.EqualTo(asked.Content.Headers.ContentType));
        Assert.That(response.Headers.GetValues("X-Accel-Buffering"), Is.EqualTo(new[] { "no" }));
    }

    [TestCase(
        "data: {\"x\":1,\"tool_calls\":[{\"function\":{\"arguments\":\"{\"}}]}\r\n\r\n: keep-alive\r\n\r\nevent: odd\ndata: [DONE]\n\n"
    )]
    [TestCase("\uFEFFdata: not json\n\nid: 7\nretry: 10\ndata:{\"reasoning\":\"…\"}\rdata: [DONE]\r\r")]
    public async Task Odd_bytes_are_let_alone(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        _door.Upstream.Answer(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            foreach (var one in bytes)
            {
                await context.Response.Body.WriteAsync((byte[])[one]);
                await context.Response.Body.FlushAsync();
            }
        });

        var (_, body, _) = await _door.PostAsync(path, PassThroughDoor.Streamed);

        Assert.That(body, Is.EqualTo(bytes));
    }

    [Test]
    public async Task A_huge_chunk_passes_whole()
    {
        var chunk = $"data: {{\"choices\":[{{\"delta\":{{\"content\":\"{new string('ü', 3_000_000)}\"}}}}]}}\n\ndata: [DONE]\n\n";
        _door.Upstream.Answer(context =>
        {
            context.Response.ContentType = "text/event-stream";
            return context.Response.WriteAsync(chunk);
        });

        var (_, body, _) = await _door.PostAsync(path, PassThroughDoor.Streamed);

        Assert.That(Encoding.UTF8.GetString(body), Is.EqualTo(chunk));
    }

    [Test]
    public async Task Each_chunk_arrives_before_the_next_is_sent()
    {
        using var next = new SemaphoreSlim(0);
        _door.Upstream.Answer(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            for (var i = 0; i < 3; i++)
            {
                await context.Response.WriteAsync($"data: {{\"i\":{i}}}\n\n");
                await context.Response.Body.FlushAsync();
                await next.WaitAsync(Deadline.Soon);
            }
            await context.Response.WriteAsync("data: [DONE]\n\n");
        });

        using var response = await _door.SendAsync(path, PassThroughDoor.Streamed);
        await using var body = await response.Content.ReadAsStreamAsync(Deadline.Soon);
        var buffer = new byte[100];
        for (var i = 0; i < 3; i++)
        {
            var read = await body.ReadAsync(buffer, Deadline.Soon);
            Assert.That(Encoding.UTF8.GetString(buffer, 0, read), Is.EqualTo($"data: {{\"i\":{i}}}\n\n"));
            next.Release();
        }
    }

    [Test]
    public async Task A_whole_body_comes_down_byte_for_byte()
    {
        const string Body = "{ \"a\" : 1.0, \"choices\": [ ], \"ü\":\"\\u00fc\" }\n";
        _door.Upstream.Answer(context =>
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            return context.Response.WriteAsync(Body);
        });

        var (status, body, response) = await _door.PostAsync(path, PassThroughDoor.Whole);

        Assert.That((status, Encoding.UTF8.GetString(body)), Is.EqualTo((200, Body)));
        Assert.That(response.Content.Headers.ContentType?.ToString(), Is.EqualTo("application/json; charset=utf-8"));
    }

    [Test]
    public async Task Headers_that_matter_come_down_and_the_others_do_not()
    {
        _door.Upstream.Answer(context =>
        {
            var headers = context.Response.Headers;
            headers["x-request-id"] = "req_1";
            headers["x-ratelimit-remaining-tokens"] = "99";
            headers["openai-processing-ms"] = "12";
            headers.RetryAfter = "7";
            headers["openai-organization"] = "org-abcdefghijkl";
            headers.SetCookie = "up=stream";
            headers.Connection = "x-hop";
            headers["x-hop"] = "1";
            headers["x-mirror"] = "key " + PassThroughDoor.Key;
            headers.AccessControlAllowOrigin = "*";
            context.Response.StatusCode = 429;
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(
                """{"error":{"message":"Slow down in org-abcdefghijkl","code":"rate_limit_exceeded"}}"""
            );
        });

        var (status, body, response) = await _door.PostAsync(path, PassThroughDoor.Whole);
        var names = response.Headers.Select(header => header.Key.ToLowerInvariant()).ToList();

        Assert.That(status, Is.EqualTo(429));
        Assert.That(
            names,
            Is.SupersetOf(new[] { "x-request-id", "x-ratelimit-remaining-tokens", "openai-processing-ms", "retry-after" })
        );
        Assert.That(
            names,
            Has.None.AnyOf("openai-organization", "set-cookie", "x-hop", "x-mirror", "access-control-allow-origin")
        );
        Assert.That(
            Encoding.UTF8.GetString(body),
            Is.EqualTo("""{"error":{"message":"Slow down in ****************","code":"rate_limit_exceeded"}}""")
        );
    }

    [Test]
    public async Task The_key_never_comes_down_however_it_is_cut()
    {
        var text = $"data: {{\"choices\":[],\"echo\":\"{PassThroughDoor.Key}\"}}\n\ndata: [DONE]\n\n";
        _door.Upstream.Answer(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            foreach (var half in text.Chunk(40))
            {
                await context.Response.WriteAsync(new string(half));
                await context.Response.Body.FlushAsync();
            }
        });

        var (_, body, _) = await _door.PostAsync(path, PassThroughDoor.Streamed);

        Assert.That(
            Encoding.UTF8.GetString(body),
            Is.EqualTo(text.Replace(PassThroughDoor.Key, new string('*', PassThroughDoor.Key.Length)))
        );
    }
}

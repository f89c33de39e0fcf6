using System.Text;
using Microsoft.AspNetCore.Http;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>Responses and headers at the edge of what can be passed on: what cannot takes nothing else with it.</summary>
[TestFixture("/v1/chat/completions")]
[TestFixture("/prompt")]
internal sealed class PassThroughEdgesTests(string path)
{
    private PassThroughDoor _door = null!;

    [OneTimeSetUp]
    public async Task Open() => _door = await PassThroughDoor.OpenAsync();

    [OneTimeTearDown]
    public async Task Close() => await _door.DisposeAsync();

    [TearDown]
    public void Reset() => _door.Upstream.Answer(null);

    [Test]
    public async Task A_header_that_cannot_be_sent_on_takes_nothing_else_with_it()
    {
        _door.Upstream.Answer(context =>
        {
            context.Response.Headers["x-region"] = "Zürich";
            context.Response.Headers["x-request-id"] = "req_1";
            return context.Response.WriteAsync("{}");
        });

        var (status, body, response) = await _door.PostAsync(path, PassThroughDoor.Whole);

        Assert.That((status, Encoding.UTF8.GetString(body)), Is.EqualTo((200, "{}")));
        Assert.That(response.Headers.Contains("x-region"), Is.False);
        Assert.That(response.Headers.Contains("x-request-id"));
    }

    [Test]
    public async Task A_callers_header_that_is_not_ASCII_goes_up_as_it_is()
    {
        using var http = new HttpClient(
            new SocketsHttpHandler { RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8 }
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_door.Server.Address, path))
        {
            Content = new StringContent(PassThroughDoor.Whole),
        };
        request.Headers.Authorization = new("Bearer", _door.Token);
        request.Headers.TryAddWithoutValidation("User-Agent", "Müller/1.0");
        string? agent = null;
        _door.Upstream.Answer(context =>
        {
            agent = context.Request.Headers.UserAgent;
            return context.Response.WriteAsync("{}");
        });

        using var response = await http.SendAsync(request, Deadline.Soon);

        Assert.That(((int)response.StatusCode, agent), Is.EqualTo((200, "Müller/1.0")));
    }

    [TestCase(204)]
    [TestCase(205)]
    [TestCase(200)]
    [TestCase(404)]
    public async Task A_response_without_a_body_comes_down_without_one(int code)
    {
        _door.Upstream.Answer(context =>
        {
            context.Response.StatusCode = code;
            return Task.CompletedTask;
        });

        var (status, body, _) = await _door.PostAsync(path, PassThroughDoor.Whole);

        Assert.That((status, body.Length), Is.EqualTo((code, 0)));
    }

    [Test]
    public async Task A_stream_of_a_told_length_that_breaks_off_ends_with_an_error()
    {
        _door.Upstream.Answer(context =>
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.ContentLength = 10;
            return context.Response.WriteAsync("data: {}\n\n");
        });

        var (_, body, _) = await _door.PostAsync(path, PassThroughDoor.Streamed);

        Assert.That(Encoding.UTF8.GetString(body), Does.StartWith("data: {}\n\n").And.Contain("broke off before its end"));
    }

    [TestCase(600)]
    [TestCase(2000)]
    public async Task A_long_key_does_not_come_down_either(int length)
    {
        // Those of some clouds are tokens that say much.
        var key = "eyJ" + string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + i * i % 23)))[..(length - 3)];
        await using var server = MiniChatServer.Start(
            settings: new() { ["OPENAI_BASE_URL"] = _door.Upstream.BaseUrl, ["OPENAI_API_KEY"] = key }
        );
        using var client = await server.SignUpAsync();
        using var http = new OneConnection(server.Address, client.BearerToken);
        _door.Upstream.Answer(async context =>
        {
            foreach (var half in key.Chunk(length * 4 / 5))
            {
                await context.Response.WriteAsync(new string(half));
                await context.Response.Body.FlushAsync();
            }
        });

        var reply = await http.PostAsync(path, PassThroughDoor.Whole);

        Assert.That(reply.Body, Is.EqualTo(new string('*', key.Length)));
    }
}

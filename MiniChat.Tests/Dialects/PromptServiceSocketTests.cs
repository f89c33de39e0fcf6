using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Host.Bus.Memory;
using MiniChat.ServiceInterface.Prompts;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>Prompts pushed to the sockets of their account.</summary>
[TestFixture]
internal sealed class PromptServiceSocketTests
{
    private ManualClock _clock = null!;
    private MiniChatServer _server = null!;
    private PromptServiceClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _clock = new ManualClock();
        _server = MiniChatServer.Start(settings: PromptServiceClient.Unlimited, clock: _clock);
        _client = await PromptServiceClient.SignUpAsync(_server);
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private Task<SocketClient> OpenAsync(params (string, string)[] headers) =>
        SocketClient.OpenAsync(_server.Address, "/ws/prompts/", headers);

    private Task<HttpStatusCode> RefusedAsync(string path = "/ws/prompts/", params (string, string)[] headers) =>
        SocketClient.RefusedAsync(_server.Address, path, headers);

    [Test]
    public async Task Every_open_socket_of_the_account_gets_the_prompt_and_nobody_elses_does()
    {
        using var other = await PromptServiceClient.SignUpAsync(_server, "bob");
        using var first = await _client.OpenAsync();
        using var second = await OpenAsync(("Authorization", $"Bearer {_client.Access}"));
        using var others = await other.OpenAsync();

        var silent = await _client.SendAsync("silent");
        var sent = await _client.SendAsync("hello world 😀", websocket: true);
        var theirs = await other.SendAsync("bob's", websocket: true);

        foreach (var socket in new[] { first, second })
        {
            var push = await socket.NextAsync();
            Assert.That(
                push.AsObject().Select(field => field.Key),
                Is.EqualTo(new[] { "type", "id", "prompt", "response", "created_at" })
            );
            Assert.That((string?)push["type"], Is.EqualTo("prompt.message"));
            Assert.That((string?)push["prompt"], Is.EqualTo("hello world 😀"));
            foreach (var field in new[] { "id", "response", "created_at" })
                Assert.That(push[field]!.ToJsonString(), Is.EqualTo(sent.Json[field]!.ToJsonString()));
        }
        Assert.That((long?)(await others.NextAsync())["id"], Is.EqualTo((long?)theirs.Json["id"]));
        Assert.That(((bool?)silent.Json["websocket"], (bool?)sent.Json["websocket"]), Is.EqualTo(((bool?)false, (bool?)true)));
        await first.CloseAsync();
        await _client.SendAsync("after one has left", websocket: true);
        Assert.That((string?)(await second.NextAsync())["prompt"], Is.EqualTo("after one has left"));
    }

    [Test]
    public async Task The_token_comes_by_query_sub_protocol_header_or_the_cookie_of_an_own_page()
    {
        var own = _server.Address.GetLeftPart(UriPartial.Authority);
        using var byQuery = await _client.OpenAsync();
        using var byProtocol = await OpenAsync(("Protocol", "bearer," + _client.Access));
        using var byCookie = await OpenAsync(("Cookie", $"ss-tok={_client.Access}"), ("Origin", own));

        await _client.SendAsync("a", websocket: true);

        foreach (var socket in new[] { byQuery, byProtocol, byCookie })
            Assert.That((string?)(await socket.NextAsync())["type"], Is.EqualTo("prompt.message"));
        Assert.That(byProtocol.SubProtocol, Is.EqualTo("bearer"));
    }

    [Test]
    public async Task Who_brings_no_good_token_is_refused_before_the_upgrade()
    {
        var cookie = ("Cookie", $"ss-tok={_client.Access}");
        var evil = ("Origin", "https://evil.example");
        Assert.That(await RefusedAsync(), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await RefusedAsync("/ws/prompts"), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await RefusedAsync("/ws/prompts/?token="), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await RefusedAsync("/ws/prompts/?token=nonsense"), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await RefusedAsync($"/ws/prompts/?token={_client.Refresh}"), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await RefusedAsync($"/ws/prompts/?token={new string('a', 5000)}"), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await RefusedAsync(headers: cookie), Is.EqualTo(HttpStatusCode.Unauthorized), "no page, no cookie");
        Assert.That(await RefusedAsync(headers: [cookie, evil]), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await RefusedAsync($"/ws/prompts/?token={_client.Access}", evil), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(
            await RefusedAsync($"/ws-prompt?token={_client.Access}"),
            Is.EqualTo(HttpStatusCode.Unauthorized),
            "other sockets take no token from the query"
        );
    }

    [Test]
    public async Task A_request_for_no_socket_is_told_so()
    {
        var reply = await _client.Door.GetAsync("/ws/prompts/");

        Assert.That((reply.Status, (string?)reply.Json["detail"]), Is.EqualTo((400, (string?)reply.Json["detail"])));
        Assert.That((string?)reply.Json["detail"], Does.Contain("WebSocket"));
    }

    [Test]
    public async Task An_api_key_needs_the_scope_chat()
    {
        var chat = (string)(await _client.Door.PostAsync("/api-keys", """{"name":"a","scopes":["chat"]}""")).Json["key"]!;
        var model = (string)(await _client.Door.PostAsync("/api-keys", """{"name":"b","scopes":["model"]}""")).Json["key"]!;
        using var socket = await SocketClient.OpenAsync(_server.Address, $"/ws/prompts/?token={chat}");

        Assert.That(await RefusedAsync($"/ws/prompts/?token={model}"), Is.EqualTo(HttpStatusCode.Forbidden));
        var refused = await _client.Door.PostAsync(
            "/api/prompts",
            """{"prompt":"a"}""",
            headers: ("Authorization", $"Bearer {model}")
        );
        Assert.That((refused.Status, (string?)refused.Json["detail"]), Is.EqualTo((403, (string?)refused.Json["detail"])));
    }

    [Test]
    public async Task What_the_client_sends_is_passed_over_but_for_its_length()
    {
        using var socket = await _client.OpenAsync();

        await socket.SendAsync("""{"type":"prompt.message"}"""u8.ToArray());
        await socket.SendBinaryAsync([0, 255, 1]);
        await _client.SendAsync("a", websocket: true);
        Assert.That((string?)(await socket.NextAsync())["prompt"], Is.EqualTo("a"));
        await socket.SendAsync(new byte[65 * 1024]);

        Assert.That((await socket.RestAsync()).Status, Is.EqualTo(WebSocketCloseStatus.MessageTooBig));
    }

    [Test]
    public async Task Signing_out_closes_the_sockets_of_the_session_and_no_others()
    {
        using var later = await PromptServiceClient.SignInAsync(_server);
        using var ended = await _client.OpenAsync();
        using var stays = await later.OpenAsync();

        await _client.Door.PostAsync("/auth/logout", "{}");

        Assert.That((await ended.RestAsync()).Status, Is.EqualTo(WebSocketCloseStatus.PolicyViolation));
        await later.SendAsync("a", websocket: true);
        Assert.That((string?)(await stays.NextAsync())["prompt"], Is.EqualTo("a"));
    }

    [Test]
    public async Task A_socket_closes_when_its_token_ends()
    {
        using var socket = await _client.OpenAsync();

        _clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(6));

        Assert.That((await socket.RestAsync()).Status, Is.EqualTo(WebSocketCloseStatus.PolicyViolation));
    }

    [Test]
    public async Task A_socket_closes_when_its_api_key_expires()
    {
        var made = await _client.Door.PostAsync("/api-keys", """{"name":"a","expiresDate":"2026-01-02T03:14:05Z"}""");
        using var socket = await SocketClient.OpenAsync(_server.Address, $"/ws/prompts/?token={made.Json["key"]}");

        _clock.Advance(TimeSpan.FromMinutes(10));

        Assert.That((await socket.RestAsync()).Status, Is.EqualTo(WebSocketCloseStatus.PolicyViolation));
    }

    [Test]
    public async Task The_servers_end_closes_with_1001()
    {
        using var socket = await _client.OpenAsync();

        var stopping = _server.StopAsync();

        Assert.That((await socket.RestAsync()).Status, Is.EqualTo(WebSocketCloseStatus.EndpointUnavailable));
        await socket.CloseAsync();
        await stopping;
    }

    [Test]
    public async Task A_socket_that_is_not_read_is_cut_off_and_the_others_go_on()
    {
        const int Count = 200;
        using var quick = await _client.OpenAsync();
        using var slow = new TcpClient { ReceiveBufferSize = 8192 };
        await slow.ConnectAsync(IPAddress.Loopback, _server.Address.Port, Deadline.Soon);
        var stream = slow.GetStream();
        var head =
            $"GET /ws/prompts/?token={_client.Access} HTTP/1.1\r\nHost: {_server.Address.Authority}\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Deadline.Soon);
        var buffer = new byte[4096];
        var read = await stream.ReadAsync(buffer, Deadline.Soon);
        Assert.That(Encoding.ASCII.GetString(buffer, 0, read), Does.StartWith("HTTP/1.1 101 "));

        var pushes = _server.Services.GetRequiredService<IPromptPushes>();
        var prompt = new PromptItem { Response = new string('a', 100_000) };
        for (var i = 0; i < Count; i++)
        {
            pushes.Publish(1, prompt);
            Assert.That((await quick.NextTextAsync()).Length, Is.GreaterThan(100_000));
        }

        Assert.That(await RestOfAsync(stream, buffer), Is.LessThan(Count * 100_000L));
    }

    private static async Task<long> RestOfAsync(NetworkStream stream, byte[] buffer)
    {
        var rest = 0L;
        try
        {
            while (await stream.ReadAsync(buffer, Deadline.Soon) is > 0 and var read)
                rest += read;
        }
        catch (IOException)
        {
            // Cut off in the midst of a frame.
        }
        return rest;
    }

    [Test]
    public void Who_is_too_slow_is_dropped_and_the_others_are_not()
    {
        var pushes = new PromptPushes(new MemoryBus());
        using var slow = pushes.Join(1);
        var quick = pushes.Join(1);
        var read = quick.ReadAllAsync(TestContext.CurrentContext.CancellationToken).GetAsyncEnumerator();
        for (var i = 0; i <= PromptListener.MostWaiting; i++)
        {
            pushes.Publish(1, new PromptItem { Id = i });
            var next = read.MoveNextAsync();
            Assert.That((next.IsCompletedSuccessfully && next.Result, read.Current.Id), Is.EqualTo((true, (long)i)));
        }

        Assert.That(slow.Dropped.IsCancellationRequested, Is.True);
        Assert.That(quick.Dropped.IsCancellationRequested, Is.False);
        quick.Dispose();
        Assert.That(() => pushes.Publish(1, new PromptItem()), Throws.Nothing);
    }
}

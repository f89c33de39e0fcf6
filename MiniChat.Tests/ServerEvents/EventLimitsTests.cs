using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.ServerEvents;

/// <summary>Who may listen, how many at once, and what becomes of those who do not read.</summary>
[TestFixture]
internal sealed class EventLimitsTests
{
    private static async Task<(int Status, string? ErrorCode)> RefusedAsync(MiniChatServer server, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/event-stream");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Deadline.Soon);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Deadline.Soon));
        return ((int)response.StatusCode, (string?)body!["responseStatus"]!["errorCode"]);
    }

    [Test]
    public async Task Streams_of_an_account_and_of_nobody_are_limited_each_by_themselves()
    {
        await using var server = MiniChatServer.Start(
            settings: new()
            {
                ["MiniChat__Limits__EventStreamsPerAccount"] = "2",
                ["MiniChat__Limits__AnonymousEventStreamsPerAddress"] = "1",
            }
        );
        using var alice = await server.SignUpAsync();
        using var bob = await server.SignUpAsync();
        using var one = await Subscriber.OpenAsync(server, alice.BearerToken);
        var two = await Subscriber.OpenAsync(server, alice.BearerToken);
        using var nobody = await Subscriber.OpenAsync(server, null);

        Assert.That(await RefusedAsync(server, alice.BearerToken), Is.EqualTo((429, "TooManyEventStreams")));
        Assert.That(await RefusedAsync(server, null), Is.EqualTo((429, "TooManyEventStreams")));
        using var his = await Subscriber.OpenAsync(server, bob.BearerToken);
        await one.NextAsync();
        two.Dispose();
        Assert.That((await one.NextAsync())!.Selector, Is.EqualTo("cmd.onLeave"));
        // The place is given back right after the leave is told.
        for (var limit = Deadline.Soon; ; limit.ThrowIfCancellationRequested())
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/event-stream");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", alice.BearerToken);
            using var again = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Deadline.Soon);
            if (again.IsSuccessStatusCode)
                break;
        }
    }

    [Test]
    public async Task Streams_of_nobody_are_limited_in_all()
    {
        await using var server = MiniChatServer.Start(settings: new() { ["MiniChat__Limits__AnonymousEventStreams"] = "1" });
        using var one = await Subscriber.OpenAsync(server, null);

        Assert.That(await RefusedAsync(server, null), Is.EqualTo((429, "TooManyEventStreams")));
    }

    [Test]
    public async Task Streams_of_nobody_from_one_IPv6_network_are_those_of_one_address()
    {
        await using var server = MiniChatServer.Start(
            settings: new()
            {
                ["MiniChat__Limits__AnonymousEventStreamsPerAddress"] = "1",
                ["MiniChat__TrustedProxies"] = "127.0.0.1, ::1",
            }
        );
        const string From = "X-Forwarded-For: ";
        using var one = await RawStream.OpenAsync(server.Address, "/event-stream", From + "2001:db8::1");
        using var same = await RawStream.OpenAsync(server.Address, "/event-stream", From + "2001:db8::ffff:0:0:1");
        using var next = await RawStream.OpenAsync(server.Address, "/event-stream", From + "2001:db8:0:1::1");

        Assert.That(one.Head, Does.StartWith("HTTP/1.1 200 "));
        Assert.That(same.Head, Does.StartWith("HTTP/1.1 429 "));
        Assert.That(next.Head, Does.StartWith("HTTP/1.1 200 "));
    }

    [Test]
    public async Task Who_does_not_read_is_dropped_and_nobody_else()
    {
        await using var server = MiniChatServer.Start(settings: new() { ["MiniChat__Limits__EventStreamBytes"] = "262144" });
        var events = server.Services.GetRequiredService<IServerEvents>();
        using var idle = await RawStream.OpenAsync(server.Address, "/event-stream");
        using var reading = await Subscriber.OpenAsync(server, null);
        var text = new string('x', 16 * 1024);

        // What the sockets hold is the system's to choose.
        for (var i = 0; i < 4096; i++)
        {
            events.NotifyAll("cmd.much", text);
            Told? told;
            do told = await reading.NextAsync();
            while (told is { Selector: "cmd.onLeave" or "cmd.onJoin" });
            Assert.That(told!.Selector, Is.EqualTo("cmd.much"));
        }

        Assert.That(await idle.RestAsync(), Is.True, "the connection was cut");
    }

    [Test]
    public async Task Signing_out_ends_the_streams_of_the_session_and_no_others()
    {
        await using var server = MiniChatServer.Start();
        using var client = await server.SignUpAsync("alice");
        using var other = new MiniChatClient(server.Address);
        await other.SignInAsync("alice", MiniChatServer.Password, Deadline.Soon);
        var token = client.BearerToken;
        using var ending = await Subscriber.OpenAsync(server, token);
        using var staying = await Subscriber.OpenAsync(server, other.BearerToken);
        await ending.NextAsync();

        await client.SignOutAsync(Deadline.Soon);

        Assert.That(await ending.NextAsync(), Is.Null);
        Assert.That((await staying.NextAsync())!.Selector, Is.EqualTo("cmd.onLeave"));
        using var nobody = await Subscriber.OpenAsync(server, token);
        Assert.That(nobody.Welcome["isAuthenticated"], Is.EqualTo("false"), "a token that is not good is none");
    }

    [Test]
    public async Task A_stream_ends_with_its_token_and_an_expired_one_is_refused()
    {
        var clock = new ManualClock();
        await using var server = MiniChatServer.Start(clock: clock);
        using var client = await server.SignUpAsync();
        using var one = await Subscriber.OpenAsync(server, client.BearerToken);

        clock.Advance(TimeSpan.FromHours(2));

        while (await one.NextAsync() is { } told)
            Assert.That(told.Selector, Is.EqualTo("cmd.onHeartbeat"));
        Assert.That(await RefusedAsync(server, client.BearerToken), Is.EqualTo((401, "TokenException")));
    }

    [Test]
    public async Task A_stream_ends_with_an_api_key_that_expires()
    {
        var clock = new ManualClock();
        await using var server = MiniChatServer.Start(clock: clock);
        using var client = await server.SignUpAsync();
        var key = await client.SendAsync(
            new CreateApiKey { Name = "short", ExpiresDate = clock.GetUtcNow().UtcDateTime.AddMinutes(10) },
            Deadline.Soon
        );
        using var one = await Subscriber.OpenAsync(server, key.Key);

        clock.Advance(TimeSpan.FromMinutes(10));

        while (await one.NextAsync() is { } told)
            Assert.That(told.Selector, Is.EqualTo("cmd.onHeartbeat"));
        Assert.That(await RefusedAsync(server, key.Key), Is.EqualTo((401, "TokenException")));
    }

    [Test]
    public async Task A_browsers_expired_cookie_is_renewed_on_the_way()
    {
        var clock = new ManualClock();
        await using var server = MiniChatServer.Start(clock: clock);
        using var client = await server.SignUpAsync();
        clock.Advance(TimeSpan.FromHours(2));

        var cookies = $"Cookie: ss-tok={client.BearerToken}; ss-reftok={client.RefreshToken}";
        using var raw = await RawStream.OpenAsync(server.Address, "/event-stream", cookies);
        using var cross = await RawStream.OpenAsync(server.Address, "/event-stream", cookies, "Sec-Fetch-Site: cross-site");

        Assert.That(raw.Head, Does.Contain("Set-Cookie: ss-tok="));
        Assert.That(await raw.ChunkAsync(), Does.Contain("\"isAuthenticated\":\"true\""));
        Assert.That(await cross.ChunkAsync(), Does.Contain("\"isAuthenticated\":\"false\""), "the page of somebody else");
    }

    [Test]
    public async Task An_api_key_needs_the_scope_and_ends_its_streams()
    {
        await using var server = MiniChatServer.Start();
        using var client = await server.SignUpAsync();
        var lacking = await client.SendAsync(new CreateApiKey { Name = "model", Scopes = [Scopes.Model] }, Deadline.Soon);
        var good = await client.SendAsync(new CreateApiKey { Name = "chat", Scopes = [Scopes.Chat] }, Deadline.Soon);
        using var program = new MiniChatClient(server.Address) { BearerToken = lacking.Key };

        Assert.That(await RefusedAsync(server, lacking.Key), Is.EqualTo((403, "Forbidden")));
        var refused = await Assert.ThrowsAsync<MiniChatException>(() =>
            program.SendAsync(new GetEventSubscribers(), Deadline.Soon)
        );
        Assert.That((int)refused!.StatusCode, Is.EqualTo(403));
        using var one = await Subscriber.OpenAsync(server, good.Key);
        await client.SendAsync(new DeleteApiKey { Id = good.Id }, Deadline.Soon);
        Assert.That(await one.NextAsync(), Is.Null);
    }
}

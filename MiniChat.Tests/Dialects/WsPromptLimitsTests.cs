using System.Net;
using System.Net.WebSockets;
using MiniChat.Tests.Support;
using static MiniChat.Tests.Dialects.SocketPrompt;

namespace MiniChat.Tests.Dialects;

/// <summary>Who gets no socket for prompts, and what closes one.</summary>
[TestFixture]
internal sealed class WsPromptLimitsTests
{
    private PassThroughDoor _door = null!;

    [OneTimeSetUp]
    public async Task Open() => _door = await PassThroughDoor.OpenAsync();

    [OneTimeTearDown]
    public async Task Close() => await _door.DisposeAsync();

    [SetUp]
    public void Reset() => _door.Upstream.Answer(null);

    [Test]
    public async Task A_message_over_the_limit_closes_the_socket()
    {
        using var socket = await _door.OpenSocketAsync();

        await socket.SendAsync(new byte[1024 * 1024 + 1]);

        Assert.That((await socket.RestAsync()).Status, Is.EqualTo(WebSocketCloseStatus.MessageTooBig));
    }

    [Test]
    public async Task Who_sends_far_more_than_the_limit_can_send_it_all_and_is_told()
    {
        using var socket = await _door.OpenSocketAsync();

        await socket.SendAsync(new byte[16 * 1024 * 1024]);

        Assert.That((await socket.RestAsync()).Status, Is.EqualTo(WebSocketCloseStatus.MessageTooBig));
    }

    [Test]
    public async Task A_message_at_the_limit_is_taken()
    {
        var prompt = Asking(new string('a', 1024 * 1024 - Asking("").Length));
        using var socket = await _door.OpenSocketAsync();

        await socket.SendAsync(prompt);

        Assert.That(prompt, Has.Length.EqualTo(1024 * 1024));
        Assert.That(await AnswerAsync(socket), Is.EqualTo(FakeUpstream.UsualReply));
    }

    [Test]
    public async Task Too_many_waiting_prompts_close_the_socket()
    {
        _door.Upstream.Answer(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var socket = await _door.OpenSocketAsync();

        for (var i = 0; i < 70; i++)
            await socket.SendAsync(Asking("go"));

        Assert.That((await socket.RestAsync()).Status, Is.EqualTo(WebSocketCloseStatus.PolicyViolation));
    }

    [Test]
    public async Task The_end_of_the_session_closes_the_socket()
    {
        using var client = await _door.Server.SignUpAsync();
        using var socket = await _door.OpenSocketAsync(client.BearerToken);

        await client.SignOutAsync(Deadline.Soon);

        Assert.That((await socket.RestAsync()).Status, Is.EqualTo(WebSocketCloseStatus.PolicyViolation));
    }

    [Test]
    public async Task Without_a_good_token_there_is_no_socket()
    {
        var server = _door.Server.Address;

        Assert.That(await SocketClient.RefusedAsync(server, "/ws-prompt"), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(
            await SocketClient.RefusedAsync(server, "/ws-prompt", ("Protocol", "no.good.token")),
            Is.EqualTo(HttpStatusCode.Unauthorized)
        );
        Assert.That(
            await SocketClient.RefusedAsync(server, "/ws-prompt", ("Protocol", _door.Token), ("Origin", "https://other.example")),
            Is.EqualTo(HttpStatusCode.Forbidden)
        );
    }

    [Test]
    public async Task Without_an_upgrade_it_says_what_it_is()
    {
        using var http = new OneConnection(_door.Server.Address, _door.Token);

        var reply = await http.GetAsync("/ws-prompt");

        Assert.That(
            (reply.Status, reply.Body),
            Is.EqualTo((400, """{"error":"This address is a WebSocket; ask for it with an upgrade."}"""))
        );
    }
}

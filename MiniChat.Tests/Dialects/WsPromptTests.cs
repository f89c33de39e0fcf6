using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>Prompts over a WebSocket, as the PromptProxy document has it.</summary>
[TestFixture]
internal sealed class WsPromptTests
{
    private PassThroughDoor _door = null!;

    [OneTimeSetUp]
    public async Task Open() => _door = await PassThroughDoor.OpenAsync();

    [OneTimeTearDown]
    public async Task Close() => await _door.DisposeAsync();

    [SetUp]
    public void Reset() => _door.Upstream.Answer(null).Quirk(UpstreamQuirk.None);

    private Task<SocketClient> OpenSocketAsync(string? token = null) =>
        SocketClient.OpenAsync(_door.Server.Address, "/ws-prompt", ("Protocol", token ?? _door.Token));

    private static byte[] Asking(string text, bool streams = true) =>
        Encoding.UTF8.GetBytes(
            new JsonObject
            {
                ["model"] = "m",
                ["stream"] = streams,
                ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }),
            }.ToJsonString()
        );

    /// <summary>The text of a stream's messages, up to the one that says why it ended.</summary>
    private static async Task<string> AnswerAsync(SocketClient socket)
    {
        var text = new StringBuilder();
        while (true)
        {
            var chunk = await socket.NextAsync();
            if (chunk["choices"] is not JsonArray { Count: > 0 } choices)
                throw new AssertionException($"No chunk: {chunk}");
            text.Append((string?)choices[0]!["delta"]!["content"]);
            if (choices[0]!["finish_reason"] is not null)
                return text.ToString();
        }
    }

    [Test]
    public async Task The_token_is_the_sub_protocol_and_is_agreed_on()
    {
        using var socket = await OpenSocketAsync();

        Assert.That(socket.SubProtocol, Is.EqualTo(_door.Token));
    }

    [TestCase(UpstreamQuirk.None)]
    [TestCase(UpstreamQuirk.SplitBytes)]
    [TestCase(UpstreamQuirk.CrlfLines)]
    [TestCase(UpstreamQuirk.Comments)]
    public async Task Each_chunk_is_one_message_with_the_chunks_json(UpstreamQuirk quirk)
    {
        _door.Upstream.Quirk(quirk);
        using var socket = await OpenSocketAsync();

        await socket.SendAsync(Asking("go"));

        Assert.That(await AnswerAsync(socket), Is.EqualTo(FakeUpstream.UsualReply));
        Assert.That((string?)(await socket.NextAsync())["object"], Is.EqualTo("chat.completion.chunk"), "the usage comes too");
    }

    [Test]
    public async Task The_chunks_json_is_let_alone()
    {
        const string Chunk = "{ \"a\" : 1.0 , \"ü\":\"\\u00fc\" }";
        _door.Upstream.Answer(context =>
        {
            context.Response.ContentType = "text/event-stream";
            return context.Response.WriteAsync($"data: {Chunk}\n\ndata: [DONE]\n\n");
        });
        using var socket = await OpenSocketAsync();

        await socket.SendAsync(Asking("go"));

        Assert.That(await socket.NextTextAsync(), Is.EqualTo(Chunk));
    }

    [Test]
    public async Task Prompts_are_answered_one_after_the_other()
    {
        _door.Upstream.Reply(call => "answer to " + call.Prompt);
        using var socket = await OpenSocketAsync();

        foreach (var name in new[] { "one", "two", "three" })
            await socket.SendAsync(Asking("quirk:NoUsage " + name));

        foreach (var name in new[] { "one", "two", "three" })
            Assert.That(await AnswerAsync(socket), Is.EqualTo("answer to quirk:NoUsage " + name));
        _door.Upstream.Reply(FakeUpstream.UsualReply);
    }

    [Test]
    public async Task Without_a_stream_the_answer_is_one_message()
    {
        using var socket = await OpenSocketAsync();

        await socket.SendAsync(Asking("go", streams: false));

        var whole = await socket.NextAsync();
        Assert.That((string?)whole["choices"]![0]!["message"]!["content"], Is.EqualTo(FakeUpstream.UsualReply));
    }

    [TestCase("{", "The body is not valid JSON")]
    [TestCase("{}", "'messages' is missing")]
    [TestCase("""{"messages":[{"role":"wizard","content":"x"}]}""", "'messages[0].role' must be one of")]
    public async Task A_bad_prompt_is_told_and_the_socket_goes_on(string prompt, string told)
    {
        using var socket = await OpenSocketAsync();

        await socket.SendAsync(Encoding.UTF8.GetBytes(prompt));
        await socket.SendAsync(Asking("go"));

        Assert.That((string?)(await socket.NextAsync())["error"], Does.StartWith(told));
        Assert.That(await AnswerAsync(socket), Is.EqualTo(FakeUpstream.UsualReply));
    }

    [Test]
    public async Task A_binary_message_is_told_and_the_socket_goes_on()
    {
        using var socket = await OpenSocketAsync();

        await socket.SendBinaryAsync(Asking("go"));
        await socket.SendAsync(Asking("go"));

        Assert.That((string?)(await socket.NextAsync())["error"], Does.Contain("text message"));
        Assert.That(await AnswerAsync(socket), Is.EqualTo(FakeUpstream.UsualReply));
    }

    [TestCase(UpstreamFault.ServerError, "Something is wrong")]
    [TestCase(UpstreamFault.BadGateway, "refused the call (502)")]
    [TestCase(UpstreamFault.KeyRefused, "must check OPENAI_API_KEY")]
    [TestCase(UpstreamFault.CutBeforeHeaders, "cannot be reached")]
    [TestCase(UpstreamFault.StallBeforeHeaders, "did not begin to answer")]
    [TestCase(UpstreamFault.JsonInsteadOfStream, "instead of a stream")]
    [TestCase(UpstreamFault.CutInMidStream, "broke off")]
    [TestCase(UpstreamFault.StallInMidStream, "said nothing more")]
    [TestCase(UpstreamFault.EndWithoutFinish, "broke off")]
    public async Task A_failure_is_a_message_and_the_socket_goes_on(UpstreamFault fault, string told)
    {
        using var socket = await OpenSocketAsync();

        await socket.SendAsync(Asking($"fault:{fault}"));
        await socket.SendAsync(Asking("go"));

        var message = await socket.NextAsync();
        while (message["error"] is null)
            message = await socket.NextAsync();
        Assert.That(message.ToJsonString(), Does.Contain(told).And.Not.Contain(PassThroughDoor.Key));
        Assert.That(await AnswerAsync(socket), Is.EqualTo(FakeUpstream.UsualReply));
    }

    [Test]
    public async Task Closing_ends_the_call()
    {
        var arrived = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        _door.Upstream.Answer(async context =>
        {
            context.RequestAborted.Register(left.SetResult);
            arrived.SetResult();
            await left.Task;
        });
        using var socket = await OpenSocketAsync();
        await socket.SendAsync(Asking("go"));
        await arrived.Task.WaitAsync(Deadline.Longest);

        await socket.CloseAsync();

        await left.Task.WaitAsync(Deadline.Longest);
    }

    [Test]
    public async Task A_message_over_the_limit_closes_the_socket()
    {
        using var socket = await OpenSocketAsync();

        await socket.SendAsync(new byte[1024 * 1024 + 1]);

        Assert.That((await socket.RestAsync()).Status, Is.EqualTo(WebSocketCloseStatus.MessageTooBig));
    }

    [Test]
    public async Task Who_sends_far_more_than_the_limit_can_send_it_all_and_is_told()
    {
        using var socket = await OpenSocketAsync();

        await socket.SendAsync(new byte[16 * 1024 * 1024]);

        Assert.That((await socket.RestAsync()).Status, Is.EqualTo(WebSocketCloseStatus.MessageTooBig));
    }

    [Test]
    public async Task A_message_at_the_limit_is_taken()
    {
        var prompt = Asking(new string('a', 1024 * 1024 - Asking("").Length));
        using var socket = await OpenSocketAsync();

        await socket.SendAsync(prompt);

        Assert.That(prompt, Has.Length.EqualTo(1024 * 1024));
        Assert.That(await AnswerAsync(socket), Is.EqualTo(FakeUpstream.UsualReply));
    }

    [Test]
    public async Task Too_many_waiting_prompts_close_the_socket()
    {
        _door.Upstream.Answer(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var socket = await OpenSocketAsync();

        for (var i = 0; i < 70; i++)
            await socket.SendAsync(Asking("go"));

        Assert.That((await socket.RestAsync()).Status, Is.EqualTo(WebSocketCloseStatus.PolicyViolation));
    }

    [Test]
    public async Task The_end_of_the_session_closes_the_socket()
    {
        using var client = await _door.Server.SignUpAsync();
        using var socket = await OpenSocketAsync(client.BearerToken);

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

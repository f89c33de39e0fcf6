using System.Text;
using Microsoft.AspNetCore.Http;
using MiniChat.Tests.Support;
using static MiniChat.Tests.Dialects.SocketPrompt;

namespace MiniChat.Tests.Dialects;

/// <summary>Prompts over a WebSocket, as the PromptProxy document has it.</summary>
[TestFixture]
internal sealed class WsPromptTests
{
    private PassThroughDoor _door = null!;

    [OneTimeSetUp]
    public async Task Open() => _door = await PassThroughDoor.OpenAsync(patience: "3");

    [OneTimeTearDown]
    public async Task Close() => await _door.DisposeAsync();

    [SetUp]
    public void Reset() => _door.Upstream.Answer(null).Quirk(UpstreamQuirk.None);

    private Task<SocketClient> OpenSocketAsync() => _door.OpenSocketAsync();

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
}

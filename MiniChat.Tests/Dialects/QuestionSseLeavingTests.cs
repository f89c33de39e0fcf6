using System.Net.Sockets;
using System.Text;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>Who asks and leaves, and who comes back to such an answer.</summary>
[TestFixture]
internal sealed class QuestionSseLeavingTests
{
    private ScriptedModel _model = null!;
    private MiniChatServer _server = null!;
    private QuestionSseClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _model = new ScriptedModel();
        _server = MiniChatServer.Start(_model);
        _client = await QuestionSseClient.SignUpAsync(_server);
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<(string Id, string State)> EndAsync()
    {
        var id = (string)(await _client.Door.GetAsync("/questions")).Json["results"]![0]!["answerId"]!.ToString();
        await _client.Door.GetAsync($"/answers/{id}?after=999999&wait=30");
        return (id, (string)(await _client.Door.GetAsync($"/answers/{id}")).Json["state"]!);
    }

    [Test]
    public async Task Who_leaves_in_mid_stream_stops_the_model_and_finds_the_text_and_an_error_on_coming_back()
    {
        using (var stream = await OpenSpokenAsync("half of it"))
            await SseFrame.ReadAsync(stream);
        await _spoken!.Cancelled.Task.WaitAsync(Deadline.Longest);
        var (id, state) = await EndAsync();

        var rest = SseFrame.All((await _client.Door.GetAsync("/openai/stream?question=x", ("Last-Event-ID", $"{id}:5"))).Body);
        var none = SseFrame.All((await _client.Door.GetAsync("/openai/stream?question=x", ("Last-Event-ID", $"{id}:10"))).Body);

        Assert.That(state, Is.EqualTo("stopped"));
        Assert.That((string?)rest[0].Json["content"], Is.EqualTo("of it"));
        Assert.That((rest.Count, (int?)rest[1].Json["error"]?["statusCode"]), Is.EqualTo((2, 409)));
        Assert.That((none.Count, none[0].Data), Is.EqualTo((1, rest[1].Data)));
        Assert.That(_model.Requests, Has.Count.EqualTo(1));
    }

    private ScriptedAnswer? _spoken;

    private async Task<StreamReader> OpenSpokenAsync(string text)
    {
        var opening = _client.OpenAsync("/openai/question", "go");
        _spoken = await _model.NextCallAsync();
        _spoken.Say(text);
        return await opening;
    }

    [Test]
    public async Task Who_only_watches_stops_nothing()
    {
        var watching = await _client.OpenAsync("/openai/stream");
        var asking = _client.AskAsync("go");
        var call = await _model.NextCallAsync();
        call.Say("a");
        await SseFrame.ReadAsync(watching);
        watching.Dispose();
        call.Say("b").Finish();

        Assert.That((string?)(await asking).Json["answer"], Is.EqualTo("ab"));
    }

    [Test]
    public async Task An_answer_that_is_stopped_ends_its_stream_with_an_error()
    {
        using var stream = await OpenSpokenAsync("half");
        var first = await SseFrame.ReadAsync(stream);

        await _client.Door.PostAsync($"/answers/{first!.Id!.Split(':')[0]}/stop", "{}");

        var rest = SseFrame.All(await stream.ReadToEndAsync(Deadline.Soon));
        Assert.That((string?)rest.Single().Json["error"]!["error"], Is.EqualTo("Conflict"));
    }

    [Test]
    public async Task The_servers_end_lets_a_stream_finish()
    {
        using var stream = await OpenSpokenAsync("before ");
        var stopping = _server.StopAsync();
        _spoken!.Say("and after").Finish();

        var frames = SseFrame.All(await stream.ReadToEndAsync(Deadline.Soon));
        await stopping;

        Assert.That(string.Concat(frames.Select(frame => (string?)frame.Json["content"])), Is.EqualTo("before and after"));
        Assert.That(frames[^1].Data, Is.EqualTo("""{"done":true}"""));
    }

    [Test]
    public async Task Who_never_reads_holds_up_nobody()
    {
        const int Pieces = 128;
        using var idle = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await idle.ConnectAsync("127.0.0.1", _server.Address.Port, Deadline.Soon);
        var request = $"GET /openai/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {_client.Token}\r\n\r\n";
        await idle.SendAsync(Encoding.ASCII.GetBytes(request), Deadline.Soon);
        await idle.ReceiveAsync(new byte[16], Deadline.Soon);

        for (var round = 0; round < 2; round++)
        {
            var asking = _client.AskAsync($"{round}");
            var call = await _model.NextCallAsync();
            for (var i = 0; i < Pieces; i++)
                call.Say(new string('x', 64 * 1024));
            call.Finish();
            Assert.That((string?)(await asking).Json["answer"], Has.Length.EqualTo(Pieces * 64 * 1024));
        }
    }
}

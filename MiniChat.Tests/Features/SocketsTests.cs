using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>An answer followed over a WebSocket.</summary>
[TestFixture]
internal sealed class SocketsTests
{
    private ScriptedModel _model = null!;
    private MiniChatServer _server = null!;
    private MiniChatClient _client = null!;
    private long _id;
    private ScriptedAnswer _call = null!;

    [SetUp]
    public async Task Start()
    {
        _model = new ScriptedModel();
        _server = MiniChatServer.Start(_model);
        _client = await _server.SignUpAsync();
        _id = (await _client.SendAsync(new Question { Text = "go", Stream = true }, Deadline.Soon)).AnswerId;
        _call = await _model.NextCallAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        // A server waits for the answers that are running.
        _call.Parts.Writer.TryComplete();
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private (string, string) Bearer => ("Authorization", $"Bearer {_client.BearerToken}");

    private (string, string) Cookie => ("Cookie", $"ss-tok={_client.BearerToken}");

    private string Own => _server.Address.GetLeftPart(UriPartial.Authority);

    private Task<SocketClient> OpenAsync(string query = "", params (string, string)[] headers) =>
        SocketClient.OpenAsync(_server.Address, $"/answers/{_id}/ws{query}", headers);

    private Task<HttpStatusCode> RefusedAsync(params (string, string)[] headers) =>
        SocketClient.RefusedAsync(_server.Address, $"/answers/{_id}/ws", headers);

    private static string TextOf(IEnumerable<JsonNode> frames) => string.Concat(frames.Select(f => (string?)f["data"]!["text"]));

    [Test]
    public async Task The_token_comes_by_header_sub_protocol_or_the_cookie_of_an_own_page()
    {
        var token = _client.BearerToken!;
        using var byHeader = await OpenAsync(headers: Bearer);
        using var byProtocol = await OpenAsync(headers: ("Protocol", token));
        using var byNamedProtocol = await OpenAsync(headers: ("Protocol", "bearer," + token));
        using var byCookie = await OpenAsync(headers: [Cookie, ("Origin", Own)]);

        foreach (var socket in new[] { byHeader, byProtocol, byNamedProtocol, byCookie })
        {
            var first = await socket.NextAsync();
            Assert.That(((string?)first["event"], (long?)first["seq"]), Is.EqualTo(("started", 0L)));
            Assert.That((long?)first["data"]!["answerId"], Is.EqualTo(_id));
        }
        Assert.That(byProtocol.SubProtocol, Is.EqualTo(token));
        Assert.That(byNamedProtocol.SubProtocol, Is.EqualTo("bearer"));
    }

    [Test]
    public async Task A_page_of_somebody_else_is_403_whatever_it_brings()
    {
        Assert.That(await RefusedAsync(Bearer, ("Origin", "https://evil.example")), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await RefusedAsync(Cookie, ("Origin", "https://evil.example")), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await RefusedAsync(Cookie, ("Origin", "null")), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await RefusedAsync(("Origin", "https://evil.example")), Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task A_token_that_is_not_good_is_401_before_the_socket_opens()
    {
        Assert.That(await RefusedAsync(), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await RefusedAsync(("Authorization", "Bearer nonsense")), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await RefusedAsync(("Protocol", "nonsense")), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await RefusedAsync(Cookie), Is.EqualTo(HttpStatusCode.Unauthorized), "a cookie without an origin");
        var byQuery = $"/answers/{_id}/ws?token={_client.BearerToken}";
        Assert.That(await SocketClient.RefusedAsync(_server.Address, byQuery), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task An_answer_of_somebody_else_is_404()
    {
        using var stranger = await _server.SignUpAsync();

        var status = await RefusedAsync(("Authorization", $"Bearer {stranger.BearerToken}"));

        Assert.That(status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task It_replays_what_was_said_and_follows_to_the_end()
    {
        _call.Say("Grüße ").Say("an 世界 ");
        using var socket = await OpenAsync(headers: Bearer);
        await socket.NextAsync();
        var replayed = await socket.NextAsync();
        _call.Say("😀").Finish();

        var (frames, status) = await socket.RestAsync();

        Assert.That(TextOf([replayed, .. frames]), Is.EqualTo("Grüße an 世界 😀"));
        Assert.That((string?)frames[^1]["event"], Is.EqualTo("completed"));
        Assert.That((long?)frames[^1]["seq"], Is.EqualTo((long)frames[^1]["data"]!["length"]! + 1));
        Assert.That(status, Is.EqualTo(WebSocketCloseStatus.NormalClosure));
    }

    [Test]
    public async Task After_a_place_only_the_rest_is_sent()
    {
        _call.Say("Grüße an alle").Finish();
        await _client.SendAsync(
            new GetAnswer
            {
                AnswerId = _id,
                After = 1000,
                Wait = 30,
            },
            Deadline.Soon
        );
        using var socket = await OpenAsync("?after=7", Bearer);

        var (frames, _) = await socket.RestAsync();

        Assert.That(TextOf(frames), Is.EqualTo(" an alle"));
    }

    [Test]
    public async Task Who_closes_leaves_and_the_answer_is_finished_all_the_same()
    {
        using var socket = await OpenAsync(headers: Bearer);
        await socket.NextAsync();

        await socket.CloseAsync();
        _call.Say("whole").Finish();

        var answer = await _client.SendAsync(
            new GetAnswer
            {
                AnswerId = _id,
                After = 1000,
                Wait = 30,
            },
            Deadline.Soon
        );
        Assert.That((answer.State, answer.Seq), Is.EqualTo((AnswerState.Completed, 5L)));
    }

    [Test]
    public async Task A_message_that_is_too_long_closes_with_1009()
    {
        using var socket = await OpenAsync(headers: Bearer);
        await socket.NextAsync();

        await socket.SendAsync(new byte[(64 * 1024) + 1]);

        Assert.That((await socket.RestAsync()).Status, Is.EqualTo(WebSocketCloseStatus.MessageTooBig));
    }

    [Test]
    public async Task Without_an_upgrade_it_is_400()
    {
        using var http = new OneConnection(_server.Address, _client.BearerToken);

        Assert.That((await http.GetAsync($"/answers/{_id}/ws")).Status, Is.EqualTo(400));
    }
}

using System.Text.Json.Nodes;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>All answers of an account on one stream.</summary>
[TestFixture]
internal sealed class FollowingTests
{
    private ScriptedModel _model = null!;
    private MiniChatServer _server = null!;
    private HttpClient _http = null!;

    [SetUp]
    public async Task Start()
    {
        _model = new ScriptedModel();
        _server = MiniChatServer.Start(_model);
        _http = await _server.SignUpHttpAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<JsonNode> SendAsync(string path, object body)
    {
        using var response = await _http.PostAsync(path, JsonContentOf(body), Deadline.Soon);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Deadline.Soon))!;
    }

    private static StringContent JsonContentOf(object body) =>
        new(System.Text.Json.JsonSerializer.Serialize(body, Wire.Json), System.Text.Encoding.UTF8, "application/json");

    private async Task<StreamReader> FollowAsync(string query = "", string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/answers/events" + query);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Deadline.Soon);
        return new StreamReader(await response.Content.ReadAsStreamAsync(Deadline.Soon));
    }

    private static async Task<string> NextAsync(StreamReader stream)
    {
        var frame = (await SseFrame.ReadAsync(stream))!;
        return $"{frame.Id} {frame.Event} {frame.Data}";
    }

    [Test]
    public async Task Questions_and_turns_come_whole_with_their_numbers_and_ids_to_come_back_with()
    {
        using var stream = await FollowAsync();
        Assert.That(await NextAsync(stream), Is.EqualTo("""0 listening {"after":0}"""));

        var question = (long)(await SendAsync("/api/Question", new { text = "q", stream = true }))["answerId"]!;
        (await _model.NextCallAsync()).Say("a").Finish();
        for (var i = 0; i < 3; i++)
        {
            var expected = i switch
            {
                0 => $$$"""0 started {"answerId":{{{question}}},"seq":0,"data":{"answerId":{{{question}}},"model":"scripted"}}""",
                1 => $$$"""0 delta {"answerId":{{{question}}},"seq":1,"data":{"text":"a"}}""",
                _ => $$"""{{question}} completed {"answerId":{{question}},"seq":2,"data":{"state":"completed","length":1,""",
            };
            Assert.That(await NextAsync(stream), Does.StartWith(expected));
        }
        var chat = (long)(await SendAsync("/chats", new { }))["id"]!;
        var turn = (long)
            (
                await SendAsync(
                    $"/api/Chat",
                    new
                    {
                        chatId = chat,
                        text = "t",
                        stream = true,
                    }
                )
            )["answerId"]!;
        Assert.That(await NextAsync(stream), Does.StartWith($$"""{{question}} started {"answerId":{{turn}},"""));
        var call = await _model.NextCallAsync();
        call.Say("half");
        await NextAsync(stream);

        using var back = await FollowAsync(lastEventId: $"{question}");
        Assert.That(await NextAsync(back), Is.EqualTo($$"""{{question}} listening {"after":{{question}}}"""));
        Assert.That(await NextAsync(back), Does.StartWith($$"""{{question}} started {"answerId":{{turn}},"""));
        call.Finish();
        Assert.That(await NextAsync(back), Does.Contain("\"text\":\"half\""));
        Assert.That(await NextAsync(back), Does.StartWith($"{turn} completed "));
    }

    [Test]
    public async Task What_was_deleted_meanwhile_is_passed_over()
    {
        var chat = (long)(await SendAsync("/chats", new { }))["id"]!;
        await SendAsync(
            $"/api/Chat",
            new
            {
                chatId = chat,
                text = "t",
                stream = true,
            }
        );
        (await _model.NextCallAsync()).Say("gone").Finish();
        await _http.DeleteAsync($"/chats/{chat}", Deadline.Soon);
        var kept = (long)(await SendAsync("/api/Question", new { text = "q", stream = true }))["answerId"]!;
        (await _model.NextCallAsync()).Say("kept").Finish();

        using var stream = await FollowAsync("?after=0");

        await NextAsync(stream);
        Assert.That(await NextAsync(stream), Does.StartWith($$"""0 started {"answerId":{{kept}},"""));
    }

    [Test]
    public async Task Somebody_who_has_not_signed_in_follows_nothing()
    {
        using var response = await _server.Http.GetAsync("/answers/events", Deadline.Soon);

        Assert.That((int)response.StatusCode, Is.EqualTo(401));
    }
}

using System.Text.Json.Nodes;
using MiniChat.Tests.Dialects;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>How often an account can ask: exactly so often, whichever way it asks.</summary>
[TestFixture]
internal sealed class PromptLimitsTests
{
    private static readonly Dictionary<string, string> PerMinuteAlone = new() { ["MiniChat__Limits__PromptsPerSecond"] = "0" };

    private static Task<Reply> SendAsync(OneConnection http, string text, params (string, string)[] headers) =>
        http.PostAsync("/api/prompts", new JsonObject { ["prompt"] = text }.ToJsonString(), headers: headers);

    private static async Task<OneConnection> SignUpAsync(MiniChatServer server)
    {
        using var client = await server.SignUpAsync();
        return new OneConnection(server.Address, client.BearerToken);
    }

    [TestCase("1", "0", 1)]
    [TestCase("0", "10", 10)]
    [TestCase("4", "3", 3)]
    public async Task Of_thirty_prompts_at_once_exactly_the_allowed_number_reaches_the_model(
        string second,
        string minute,
        int allowed
    )
    {
        var model = new ScriptedModel();
        var limits = new Dictionary<string, string>
        {
            ["MiniChat__Limits__PromptsPerSecond"] = second,
            ["MiniChat__Limits__PromptsPerMinute"] = minute,
        };
        await using var server = MiniChatServer.Start(model, limits, clock: new ManualClock());
        using var http = await server.SignUpHttpAsync();
        string[] doors = ["/api/prompts", "/prompts", "/api/CreatePrompt", "/API/Prompts/", "/json/reply/createprompt"];

        var sending = Enumerable
            .Range(0, 30)
            .Select(i =>
                http.PostAsync(doors[i % doors.Length], new StringContent("""{"prompt":"a","text":"a"}"""), Deadline.Soon)
            )
            .ToList();
        for (var i = 0; i < allowed; i++)
            (await model.NextCallAsync()).Say("b").Finish();
        var replies = await Task.WhenAll(sending);
        using var found = JsonDocumentOf(await http.GetStringAsync("/questions", Deadline.Soon));

        Assert.That(replies.Count(reply => reply.IsSuccessStatusCode), Is.EqualTo(allowed));
        Assert.That(replies.Count(reply => (int)reply.StatusCode == 429), Is.EqualTo(30 - allowed));
        Assert.That(model.Requests, Has.Count.EqualTo(allowed));
        Assert.That(found.RootElement.GetProperty("results").GetArrayLength(), Is.EqualTo(allowed), "the rest is not kept");
    }

    private static System.Text.Json.JsonDocument JsonDocumentOf(string text) => System.Text.Json.JsonDocument.Parse(text);

    [Test]
    public async Task The_windows_slide_and_Retry_After_tells_the_truth()
    {
        var clock = new ManualClock();
        await using var server = MiniChatServer.Start(clock: clock);
        using var http = await SignUpAsync(server);

        Assert.That((await SendAsync(http, "0")).Status, Is.EqualTo(201));
        clock.Advance(TimeSpan.FromMilliseconds(999));
        var early = await SendAsync(http, "early");
        clock.Advance(TimeSpan.FromMilliseconds(1));
        for (var i = 1; i < 10; i++)
        {
            Assert.That((await SendAsync(http, $"{i}")).Status, Is.EqualTo(201), $"prompt {i}");
            clock.Advance(TimeSpan.FromSeconds(1));
        }
        var eleventh = await SendAsync(http, "eleventh");
        clock.Advance(TimeSpan.FromSeconds(50) - TimeSpan.FromMilliseconds(1));
        var almost = await SendAsync(http, "almost");
        clock.Advance(TimeSpan.FromMilliseconds(1));
        var again = await SendAsync(http, "again");
        var tooMany = await SendAsync(http, "too many");

        Assert.That((early.Status, early.Header("Retry-After")), Is.EqualTo((429, "1")));
        Assert.That((eleventh.Status, eleventh.Header("Retry-After")), Is.EqualTo((429, "50")));
        Assert.That(
            (string?)eleventh.Json["detail"],
            Is.EqualTo("Too many prompts: an account may send 1 per second and 10 per minute. Try again in 50 seconds.")
        );
        Assert.That((almost.Status, almost.Header("Retry-After")), Is.EqualTo((429, "1")));
        Assert.That(again.Status, Is.EqualTo(201), "the first one has left the window");
        Assert.That(tooMany.Status, Is.EqualTo(429));
    }

    [Test]
    public async Task A_restart_forgets_nothing()
    {
        using var folder = new TempFolder();
        var clock = new ManualClock();
        string token;
        await using (var server = MiniChatServer.Start(folder: folder, clock: clock, settings: PerMinuteAlone))
        {
            using var http = await SignUpAsync(server);
            token = http.Token!;
            for (var i = 0; i < 10; i++)
                Assert.That((await SendAsync(http, $"{i}")).Status, Is.EqualTo(201));
        }
        clock.Advance(TimeSpan.FromSeconds(20));

        await using var next = MiniChatServer.Start(folder: folder, clock: clock, settings: PerMinuteAlone);
        using var again = new OneConnection(next.Address, token);
        var refused = await SendAsync(again, "again");

        Assert.That((refused.Status, refused.Header("Retry-After")), Is.EqualTo((429, "40")));
    }

    [Test]
    public async Task Neither_headers_nor_other_tokens_move_the_limit_and_nobody_else_is_touched()
    {
        await using var server = MiniChatServer.Start(clock: new ManualClock());
        using var http = await SignUpAsync(server);
        using var other = await SignUpAsync(server);
        var key = (string)(await http.PostAsync("/api-keys", """{"name":"program"}""")).Json["key"]!;
        Assert.That((await SendAsync(http, "first")).Status, Is.EqualTo(201));

        var forwarded = await SendAsync(http, "a", ("X-Forwarded-For", "203.0.113.7"), ("X-Real-IP", "203.0.113.7"));
        var byKey = await SendAsync(http, "a", ("Authorization", $"Bearer {key}"));
        var native = await http.PostAsync("/prompts/", """{"text":"a"}""");
        var others = await SendAsync(other, "mine");

        Assert.That((forwarded.Status, byKey.Status, native.Status), Is.EqualTo((429, 429, 429)));
        Assert.That((native.ErrorCode, native.Header("Retry-After")), Is.EqualTo(("TooManyRequests", "1")));
        Assert.That(others.Status, Is.EqualTo(201));
    }

    [Test]
    public async Task What_is_replayed_refused_or_wrong_does_not_count()
    {
        var clock = new ManualClock();
        await using var server = MiniChatServer.Start(clock: clock);
        using var http = await SignUpAsync(server);
        Assert.That((await SendAsync(http, "")).Status, Is.EqualTo(400));

        var first = await SendAsync(http, "a", ("Idempotency-Key", "k"));
        var replayed = await SendAsync(http, "a", ("Idempotency-Key", "k"));
        var another = await SendAsync(http, "b", ("Idempotency-Key", "k"));
        for (var i = 0; i < 20; i++)
            Assert.That((await SendAsync(http, "flood")).Status, Is.EqualTo(429));
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That((first.Status, replayed.Status, another.Status), Is.EqualTo((201, 201, 409)));
        Assert.That((long)replayed.Json["id"]!, Is.EqualTo((long)first.Json["id"]!));
        Assert.That((await SendAsync(http, "b")).Status, Is.EqualTo(201));
    }

    [Test]
    public async Task Other_asks_are_limited_together_where_the_operator_says_so()
    {
        var limits = new Dictionary<string, string> { ["MiniChat__Limits__AsksPerMinute"] = "4" };
        await using var server = MiniChatServer.Start(clock: new ManualClock(), settings: limits);
        using var http = await SignUpAsync(server);
        var chat = (long)(await http.PostAsync("/chats", "{}")).Json["id"]!;
        const string Completion = """{"messages":[{"role":"user","content":"a"}]}""";
        (string Path, string Body)[] asks =
        [
            ("/questions", """{"text":"a"}"""),
            ("/completions", Completion),
            ($"/chats/{chat}/turns", """{"text":"a"}"""),
            ("/v1/chat/completions", """{"model":"offline","messages":[{"role":"user","content":"a"}]}"""),
            ("/prompt", """{"model":"offline","messages":[{"role":"user","content":"a"}]}"""),
        ];
        foreach (var (path, body) in asks[..4])
            Assert.That((await http.PostAsync(path, body)).Status, Is.EqualTo(200), path);

        foreach (var (path, body) in asks)
        {
            var refused = await http.PostAsync(path, body);
            Assert.That((refused.Status, refused.Header("Retry-After")), Is.EqualTo((429, "60")), path);
        }
        using var socket = await SocketClient.OpenAsync(server.Address, "/ws-prompt", ("Protocol", http.Token!));
        await socket.SendAsync(SocketPrompt.Asking("go"));
        Assert.That((string?)(await socket.NextAsync())["error"], Does.StartWith("Too many asks"));
        Assert.That((await SendAsync(http, "a")).Status, Is.EqualTo(201), "prompts have limits of their own");
    }

    [Test]
    public async Task Refusals_are_counted_for_whoever_watches()
    {
        using var folder = new TempFolder();
        using var server = await MiniChatProcess.StartAsync(folder, new() { ["MiniChat__Limits__PromptsPerMinute"] = "1" });
        using var http = new OneConnection(server.Address);
        await http.PostAsync("/register", """{"userName":"ann","password":"correct horse"}""");
        var signedIn = await http.PostAsync("/auth", """{"userName":"ann","password":"correct horse"}""");
        http.Token = (string)signedIn.Json["bearerToken"]!;
        await SendAsync(http, "a");

        var refused = await SendAsync(http, "b");
        var metrics = await http.GetAsync("/metrics");

        Assert.That(refused.Status, Is.EqualTo(429));
        Assert.That(metrics.Body, Does.Contain("minichat_refusals_total{limit=\"prompts\"} 1\n"));
    }

    [Test]
    public async Task Refused_sign_ins_and_registrations_are_counted_for_whoever_watches()
    {
        using var folder = new TempFolder();
        using var server = await MiniChatProcess.StartAsync(
            folder,
            new() { ["MiniChat__Limits__RegistrationsPerHour"] = "1", ["MiniChat__Limits__FailedSignInsPerHour"] = "1" }
        );
        using var http = new OneConnection(server.Address);
        await http.PostAsync("/register", """{"userName":"ann","password":"correct horse"}""");
        await http.PostAsync("/register", """{"userName":"bob","password":"correct horse"}""");
        await http.PostAsync("/auth", """{"userName":"ann","password":"wrong horse"}""");
        await http.PostAsync("/auth", """{"userName":"ann","password":"wrong horse"}""");
        await http.PostAsync("/auth", """{"userName":"bob","password":"wrong horse"}""");

        var metrics = await http.GetAsync("/metrics");

        Assert.That(metrics.Body, Does.Contain("minichat_refusals_total{limit=\"registrations\"} 1\n"));
        Assert.That(metrics.Body, Does.Contain("minichat_refusals_total{limit=\"sign_ins\"} 2\n"));
    }
}

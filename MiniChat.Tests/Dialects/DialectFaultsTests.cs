using System.Text;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>A model's server that fails, behind every door that waits for an answer: told, and never taken for a whole answer.</summary>
[TestFixture]
internal sealed class DialectFaultsTests
{
    private const string Key = "sk-very-secret-key";

    private static readonly Door[] Doors =
    [
        new("/openai/question", """{"question":"PROMPT"}""", """{"done":true}"""),
        new("/openai/question?stream=true", """{"question":"PROMPT"}""", """{"done":true}"""),
        new("/chatCompletion", """[{"role":"user","Content":"PROMPT"}]""", ""),
        new("/chatCompletionStream", """[{"role":"user","Content":"PROMPT"}]""", ""),
        new("/assistant/chat/CHAT/", """{"prompt":"PROMPT"}""", ""),
    ];

    private FakeUpstream _upstream = null!;
    private MiniChatServer _server = null!;
    private string _token = null!;

    internal sealed record Door(string Path, string Body, string LastData)
    {
        public override string ToString() => Path;
    }

    [OneTimeSetUp]
    public async Task Start()
    {
        _upstream = await FakeUpstream.StartAsync();
        _server = MiniChatServer.Start(
            settings: new()
            {
                ["OPENAI_BASE_URL"] = _upstream.BaseUrl,
                ["OPENAI_API_KEY"] = Key,
                ["MiniChat__Models__FirstTokenSeconds"] = "1",
                ["MiniChat__Models__BetweenTokensSeconds"] = "1",
                ["MiniChat__Limits__RunningAnswersPerAccount"] = "0",
            }
        );
        using var client = await _server.SignUpAsync();
        _token = client.BearerToken!;
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _server.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Test]
    public async Task A_fault_is_told_before_the_first_byte_by_a_status_and_later_by_an_event()
    {
        var endless = new[] { UpstreamFault.EndlessLine, UpstreamFault.EndlessText, UpstreamFault.StallInError };
        // A short Retry-After is waited for, and all is well then.
        var faults = Enum.GetValues<UpstreamFault>().Except(endless).Except([UpstreamFault.RateLimitedShort]);

        await Task.WhenAll(faults.Select(CheckAsync));
    }

    private async Task CheckAsync(UpstreamFault fault)
    {
        using var http = new OneConnection(_server.Address, _token);
        foreach (var door in Doors)
        {
            var body = door.Body.Replace("PROMPT", $"fault:{fault} {door.Path}", StringComparison.Ordinal);

            var reply = await http.PostAsync(await PathOfAsync(door.Path, http), body);

            var what = $"{fault} at {door}: {reply.Status} {reply.Body}";
            foreach (var secret in new[] { Key, "org-secret", "upstream=secret", "Something is wrong", "<html", "127.0.0.1" })
                Assert.That(reply.Body + string.Join(' ', reply.Headers), Does.Not.Contain(secret), what);
            if (reply.Status != 200)
            {
                Assert.That(reply.Status, Is.GreaterThanOrEqualTo(500), what);
                Assert.That(reply.Header("Content-Type"), Does.StartWith("application/json"), what);
                continue;
            }
            var frames = SseFrame.All(reply.Body);
            Assert.That(frames[^1].Event == "error" || frames[^1].Data[..9] is "{\"error\":" or "{\"message", what);
            Assert.That(frames.Skip(1).Select(frame => frame.Data), Has.None.EqualTo(door.LastData), what);
        }
    }

    private static async Task<string> PathOfAsync(string path, OneConnection http)
    {
        if (!path.Contains("CHAT", StringComparison.Ordinal))
            return path;
        var begun = await http.PostAsync("/assistant/chat", "");
        return path.Replace("CHAT", begun.Json["chatId"]!.ToString(), StringComparison.Ordinal);
    }

    [TestCaseSource(nameof(Doors))]
    public async Task Who_leaves_ends_the_call_in_every_phase(object door)
    {
        var (path, body) = ((Door)door).Path is var at ? (at, ((Door)door).Body) : default;
        UpstreamFault[] phases =
        [
            UpstreamFault.StallBeforeHeaders,
            UpstreamFault.StallBeforeFirstByte,
            UpstreamFault.StallInMidStream,
        ];
        await using var upstream = await FakeUpstream.StartAsync();
        await using var server = MiniChatServer.Start(settings: new() { ["OPENAI_BASE_URL"] = upstream.BaseUrl });
        using var http = await server.SignUpHttpAsync();
        using var plain = new OneConnection(server.Address, http.DefaultRequestHeaders.Authorization!.Parameter);
        path = await PathOfAsync(path, plain);
        foreach (var phase in phases)
        {
            upstream.Fault(phase);
            using var leave = new CancellationTokenSource();
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            var asking = http.PostAsync(path, content, leave.Token);
            var call = await upstream.NextCallAsync();
            await call.Begun.WaitAsync(Deadline.Longest);

            await leave.CancelAsync();

            await call.Disconnected.WaitAsync(Deadline.Longest);
            await asking.ContinueWith(_ => { }, TaskScheduler.Default);
        }
        Assert.That(upstream.Calls, Is.EqualTo(phases.Length), "nothing is asked again");
    }
}

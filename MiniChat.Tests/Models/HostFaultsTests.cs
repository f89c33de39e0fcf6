using System.Text.Json.Nodes;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Models;

/// <summary>The whole server with a model's server that fails: told in our own words, kept, and marked.</summary>
[TestFixture]
internal sealed class HostFaultsTests
{
    private const string Key = "sk-very-secret-key";
    private FakeUpstream _upstream = null!;
    private MiniChatServer _server = null!;
    private MiniChatClient _client = null!;
    private OneConnection _http = null!;
    private MiniChatServer _hasty = null!;
    private MiniChatClient _hastyClient = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _upstream = await FakeUpstream.StartAsync();
        _server = StartServer();
        _hasty = StartServer(("MiniChat__Models__FirstTokenSeconds", "1"), ("MiniChat__Models__BetweenTokensSeconds", "1"));
        _client = await _server.SignUpAsync();
        _hastyClient = await _hasty.SignUpAsync();
        _http = new OneConnection(_server.Address, _client.BearerToken);
    }

    private MiniChatServer StartServer(params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string>
        {
            ["OPENAI_BASE_URL"] = _upstream.BaseUrl,
            ["OPENAI_API_KEY"] = Key,
            ["OPENAI_MODEL"] = "fake",
        };
        foreach (var (name, value) in more)
            settings[name] = value;
        return MiniChatServer.Start(settings: settings);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _http.Dispose();
        _client.Dispose();
        _hastyClient.Dispose();
        await _server.DisposeAsync();
        await _hasty.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    private static string Asking(string text) => new JsonObject { ["text"] = text }.ToJsonString();

    [TestCase(UpstreamFault.KeyRefused, 502, "ModelKeyRefused")]
    [TestCase(UpstreamFault.Forbidden, 502, "ModelKeyRefused")]
    [TestCase(UpstreamFault.QuotaExceeded, 503, "ModelQuotaExceeded")]
    [TestCase(UpstreamFault.RateLimited, 503, "ModelRateLimited")]
    [TestCase(UpstreamFault.RateLimitedLong, 503, "ModelRateLimited")]
    [TestCase(UpstreamFault.ContextTooLong, 400, "ModelContextTooLong")]
    [TestCase(UpstreamFault.ContentRefused, 400, "ModelContentFiltered")]
    [TestCase(UpstreamFault.BadRequest, 502, "ModelRefused")]
    [TestCase(UpstreamFault.ModelNotFound, 400, "ModelNotFound")]
    [TestCase(UpstreamFault.AddressNotFound, 400, "ModelNotFound")]
    [TestCase(UpstreamFault.RequestTimeout, 504, "ModelTimeout")]
    [TestCase(UpstreamFault.ServerError, 502, "ModelServerError")]
    [TestCase(UpstreamFault.BadGateway, 502, "ModelServerError")]
    [TestCase(UpstreamFault.Unavailable, 502, "ModelServerError")]
    [TestCase(UpstreamFault.GatewayTimeout, 502, "ModelServerError")]
    [TestCase(UpstreamFault.Redirect, 502, "ModelAnswerInvalid")]
    [TestCase(UpstreamFault.StallBeforeHeaders, 504, "ModelTimeout")]
    [TestCase(UpstreamFault.StallBeforeFirstByte, 504, "ModelTimeout")]
    [TestCase(UpstreamFault.StallInMidStream, 504, "ModelTimeout", true)]
    [TestCase(UpstreamFault.CutBeforeHeaders, 502, "ModelUnreachable")]
    [TestCase(UpstreamFault.CutBeforeFirstByte, 502, "ModelUnreachable")]
    [TestCase(UpstreamFault.CutInMidStream, 502, "ModelStreamBroken", true)]
    [TestCase(UpstreamFault.EndWithoutFinish, 502, "ModelStreamBroken", true)]
    [TestCase(UpstreamFault.DoneWithoutFinish, 502, "ModelStreamBroken", true)]
    [TestCase(UpstreamFault.EmptyStream, 502, "ModelStreamBroken")]
    [TestCase(UpstreamFault.ErrorInStream, 502, "ModelStreamBroken", true)]
    [TestCase(UpstreamFault.ErrorFirstInStream, 502, "ModelStreamBroken")]
    [TestCase(UpstreamFault.BadChunk, 502, "ModelStreamBroken", true)]
    [TestCase(UpstreamFault.HtmlPage, 502, "ModelAnswerInvalid")]
    [TestCase(UpstreamFault.HtmlAsStream, 502, "ModelAnswerInvalid")]
    [TestCase(UpstreamFault.JsonInsteadOfStream, 502, "ModelAnswerInvalid")]
    [TestCase(UpstreamFault.JsonErrorWith200, 502, "ModelAnswerInvalid")]
    [TestCase(UpstreamFault.CompressedStream, 502, "ModelAnswerInvalid")]
    public async Task A_fault_is_told_kept_and_marked(UpstreamFault fault, int status, string code, bool hasText = false)
    {
        // Impatient only with what stalls: a busy machine is slow with everything else too, and that is no timeout.
        var stalls =
            fault is UpstreamFault.StallBeforeHeaders or UpstreamFault.StallBeforeFirstByte or UpstreamFault.StallInMidStream;
        var (server, client) = stalls ? (_hasty, _hastyClient) : (_server, _client);
        using var http = new OneConnection(server.Address, client.BearerToken);
        using var other = new OneConnection(server.Address, client.BearerToken);
        var whole = http.PostAsync("/questions", Asking($"fault:{fault} whole"));
        var stream = other.PostAsync("/questions", Asking($"fault:{fault} stream"), null, ("Accept", "text/event-stream"));

        var refused = await whole;
        var events = Wire.Events((await stream).Body);

        Assert.That((refused.Status, refused.ErrorCode), Is.EqualTo((status, code)), refused.Body);
        if (fault == UpstreamFault.RateLimitedLong)
            Assert.That(refused.Header("Retry-After"), Is.EqualTo("3600"));
        var last = events[^1];
        Assert.That((events[0].Name, last.Name), Is.EqualTo(("started", "failed")));
        Assert.That((string?)last.Data["error"]!["errorCode"], Is.EqualTo(code));
        Assert.That(Wire.Text(events).Length > 0, Is.EqualTo(hasText));
        var ids = new[]
        {
            (long)events[0].Data["answerId"]!,
            long.Parse((string)refused.Json["responseStatus"]!["meta"]!["AnswerId"]!),
        };
        foreach (var id in ids)
        {
            var kept = await http.GetAsync($"/answers/{id}");
            Assert.That((string?)kept.Json["state"], Is.EqualTo("failed"));
            Assert.That((string?)kept.Json["error"]!["errorCode"], Is.EqualTo(code));
            Assert.That(((string)kept.Json["text"]!).Length > 0, Is.EqualTo(hasText));
            AssertNoSecret(kept.Body);
        }
        AssertNoSecret(refused.Body + (await stream).Body + string.Join(' ', refused.Headers));
    }

    private static void AssertNoSecret(string told)
    {
        foreach (var secret in new[] { Key, "org-secret", "upstream=secret", "Something is wrong", "<html", "127.0.0.1" })
            Assert.That(told, Does.Not.Contain(secret));
    }

    [TestCase(UpstreamFault.ServerError)]
    [TestCase(UpstreamFault.RateLimited)]
    [TestCase(UpstreamFault.CutBeforeFirstByte)]
    public async Task What_passes_is_healed_unseen(UpstreamFault fault)
    {
        var reply = await _http.PostAsync("/questions", Asking($"fault:{fault}*2 healed"));

        Assert.That((reply.Status, (string?)reply.Json["answer"]), Is.EqualTo((200, FakeUpstream.UsualReply)));
    }

    [Test]
    public async Task After_a_failure_asking_again_answers()
    {
        var failed = await _http.PostAsync("/questions", Asking("fault:KeyRefused*1 once"));
        var id = (string)failed.Json["responseStatus"]!["meta"]!["AnswerId"]!;

        var again = await _http.PostAsync($"/answers/{id}/regenerate", "{}");

        Assert.That((again.Status, (string?)again.Json["answer"]), Is.EqualTo((200, FakeUpstream.UsualReply)));
    }

    [TestCase(null)]
    [TestCase("sk-of-this-server")]
    public async Task A_compatible_server_is_asked_with_the_key_there_is(string? key)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var settings = new Dictionary<string, string> { ["OPENAI_BASE_URL"] = upstream.BaseUrl, ["OPENAI_MODEL"] = "own" };
        if (key is not null)
            settings["OPENAI_API_KEY"] = key;
        await using var server = MiniChatServer.Start(settings: settings);
        using var client = await server.SignUpAsync();

        var answered = await client.SendAsync(new Question { Text = "hello?" }, Deadline.Soon);

        var call = upstream.Received.Single();
        Assert.That((answered.Answer, answered.Model), Is.EqualTo((FakeUpstream.UsualReply, "own")));
        Assert.That(answered.Usage!.PromptTokens, Is.EqualTo(7));
        Assert.That(call.Authorization, Is.EqualTo(key is null ? null : $"Bearer {key}"));
        Assert.That((call.Path, call.Prompt), Is.EqualTo(("/v1/chat/completions", "hello?")));
        Assert.That(call.Body, Does.Not.Contain(client.BearerToken!));
    }

    [Test]
    public async Task A_server_that_is_away_is_told()
    {
        var gone = await FakeUpstream.StartAsync();
        await gone.DisposeAsync();
        await using var server = MiniChatServer.Start(settings: new() { ["OPENAI_BASE_URL"] = gone.BaseUrl });
        using var client = await server.SignUpAsync();

        var refused = await Assert.ThrowsAsync<MiniChatException>(() =>
            client.SendAsync(new Question { Text = "hello?" }, Deadline.Soon)
        );

        Assert.That(((int)refused!.StatusCode, refused.ErrorCode), Is.EqualTo((502, "ModelUnreachable")));
    }
}

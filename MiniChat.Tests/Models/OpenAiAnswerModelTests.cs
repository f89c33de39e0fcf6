using MiniChat.Host.Models.OpenAi;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Models;

[TestFixture]
public sealed class OpenAiAnswerModelTests : AnswerModelContract
{
    private UpstreamModel at = null!;

    protected override async Task<IAnswerModel> OpenAsync()
    {
        at = await UpstreamModel.StartAsync();
        at.Upstream.Reply(call =>
            call.Json.TryGetProperty("response_format", out _)
                ? """{"questions":["What is a log?","Who reads it?"]}"""
                : FakeUpstream.UsualReply + call.Prompt
        );
        return at.Model;
    }

    protected override Task<IAnswerModel> OpenEndlessAsync()
    {
        at.Upstream.Fault(UpstreamFault.StallInMidStream);
        return Task.FromResult<IAnswerModel>(at.Model);
    }

    [TearDown]
    public async Task Close() => await at.DisposeAsync();

    [Test]
    public async Task The_call_carries_the_key_the_model_and_the_messages()
    {
        await ReadAsync(Model, Ask("Grüße 👋🏽"));

        var call = at.Upstream.Received.Single();
        Assert.That(call.Authorization, Is.EqualTo($"Bearer {UpstreamModel.Key}"));
        Assert.That(call.Path, Is.EqualTo("/v1/chat/completions"));
        Assert.That(call.Json.GetProperty("model").GetString(), Is.EqualTo("some-model"));
        Assert.That(call.Prompt, Is.EqualTo("Grüße 👋🏽"));
        Assert.That(call.Body, Does.EndWith("""],"stream":true,"stream_options":{"include_usage":true}}"""));
    }

    [Test]
    public async Task Without_a_key_none_is_sent()
    {
        await using var open = await UpstreamModel.StartAsync(o => o with { ApiKey = null });

        await ReadAsync(open.Model, Ask("x"));

        Assert.That(open.Upstream.Received.Single().Authorization, Is.Null);
    }

    [Test]
    public async Task A_schema_is_sent_as_a_strict_response_format()
    {
        await ReadAsync(Model, Ask("x", Schema));

        var format = at.Upstream.Received.Single().Json.GetProperty("response_format");
        Assert.That(format.GetProperty("type").GetString(), Is.EqualTo("json_schema"));
        Assert.That(format.GetProperty("json_schema").GetProperty("strict").GetBoolean(), Is.True);
        Assert.That(
            format.GetProperty("json_schema").GetProperty("schema").GetProperty("type").GetString(),
            Is.EqualTo("object")
        );
    }

    [Test]
    public void A_named_model_is_asked_under_its_name() => Assert.That(Model.NameOf("o3"), Is.EqualTo("o3"));

    [TestCase("stop")]
    [TestCase("length")]
    [TestCase("content_filter")]
    [TestCase("tool_calls")]
    public async Task The_finish_reason_passes_through(string reason)
    {
        at.Upstream.Reply("Hello", reason);

        var events = await ReadAsync(Model, Ask("x"));

        Assert.That(events[^1].FinishReason, Is.EqualTo(reason));
    }

    [Test]
    public async Task Usage_is_the_model_s_own_count()
    {
        at.Upstream.Reply("Hello");

        var events = await ReadAsync(Model, Ask("x"));

        Assert.That(events[^1].Usage, Is.EqualTo(new Usage { PromptTokens = 7, CompletionTokens = 5 }));
    }

    [Test]
    public async Task Quirks_do_no_harm([Values] UpstreamQuirk quirk)
    {
        at.Upstream.Reply(FakeUpstream.UsualReply).Quirk(quirk);

        var events = await ReadAsync(Model, Ask("x"));

        Assert.That(TextOf(events), Is.EqualTo(FakeUpstream.UsualReply));
        Assert.That(events[^1].FinishReason, Is.EqualTo("stop"));
        Assert.That(at.Upstream.Calls, Is.EqualTo(1));
    }

    [Test]
    public async Task A_huge_chunk_does_no_harm()
    {
        var text = string.Concat(Enumerable.Repeat("Ünïcödé 👋 ", 800_000))[..(8 * 1024 * 1024)];
        at.Upstream.Reply(text).Quirk(UpstreamQuirk.OneChunk);

        var events = await ReadAsync(Model, Ask("x"));

        Assert.That(TextOf(events) == text, Is.True);
    }

    [Test]
    public async Task NUL_becomes_a_replacement_character()
    {
        at.Upstream.Reply("a\0b");

        Assert.That(TextOf(await ReadAsync(Model, Ask("x"))), Is.EqualTo("a\uFFFDb"));
    }

    [Test]
    public async Task An_empty_answer_is_only_an_end()
    {
        at.Upstream.Reply("");

        var events = await ReadAsync(Model, Ask("x"));

        Assert.That(events.Single().FinishReason, Is.EqualTo("stop"));
    }

    [Test]
    public async Task Calls_one_after_the_other_share_a_connection()
    {
        for (var i = 0; i < 5; i++)
            await ReadAsync(Model, Ask("x"));

        Assert.That(at.Upstream.Received.Select(c => c.Connection).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task Over_TLS_HTTP_2_is_spoken()
    {
        await using var tls = await UpstreamModel.StartAsync(tls: true, trust: true);

        var events = await ReadAsync(tls.Model, Ask("x"));

        Assert.That(TextOf(events), Is.EqualTo(FakeUpstream.UsualReply));
        Assert.That(tls.Upstream.Received.Single().Protocol, Is.EqualTo("HTTP/2"));
    }

    [Test]
    public async Task A_prompt_can_ask_the_fake_upstream_for_a_fault()
    {
        at.Upstream.Reply("Hello");

        var events = await ReadAsync(Model, Ask("fault:ServerError*1 quirk:CrlfLines please"));

        Assert.That(TextOf(events), Is.EqualTo("Hello"));
        Assert.That(at.Upstream.Calls, Is.EqualTo(2));
    }

    [Test]
    public void Options_do_not_print_the_key() =>
        Assert.That(new OpenAiOptions { ApiKey = UpstreamModel.Key }.ToString(), Does.Not.Contain(UpstreamModel.Key));
}

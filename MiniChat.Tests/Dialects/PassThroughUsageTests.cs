using System.Text;
using Microsoft.AspNetCore.Http;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>What is used at the doors that pass on is counted; what was said there is not kept.</summary>
[TestFixture("/v1/chat/completions")]
[TestFixture("/prompt")]
internal sealed class PassThroughUsageTests(string path)
{
    private PassThroughDoor _door = null!;

    [OneTimeSetUp]
    public async Task Open() => _door = await PassThroughDoor.OpenAsync();

    [OneTimeTearDown]
    public async Task Close() => await _door.DisposeAsync();

    [SetUp]
    public void Reset() => _door.Upstream.Answer(null).Quirk(UpstreamQuirk.None).Reply(FakeUpstream.UsualReply);

    private async Task<(MiniChatClient Client, OneConnection Http)> SignUpAsync()
    {
        var client = await _door.Server.SignUpAsync();
        return (client, new OneConnection(_door.Server.Address, client.BearerToken));
    }

    /// <summary>The totals, as soon as so many calls are in the ledger.</summary>
    private static async Task<UsageTotals> TotalsAsync(MiniChatClient client, long calls = 1, long? keyId = null)
    {
        using var limit = new CancellationTokenSource(Deadline.Longest);
        while (true)
        {
            var found = await client.SendAsync(new FindUsage { KeyId = keyId }, limit.Token);
            if (found.Totals.Calls >= calls)
                return found.Totals;
        }
    }

    [TestCase(PassThroughDoor.Whole)]
    [TestCase(PassThroughDoor.Streamed)]
    public async Task The_tokens_that_the_model_tells_are_entered(string body)
    {
        var (client, http) = await SignUpAsync();

        await http.PostAsync(path, body);

        var totals = await TotalsAsync(client);
        Assert.That((totals.PromptTokens, totals.CompletionTokens), Is.EqualTo((7, FakeUpstream.UsualReply.Length)));
        Assert.That((totals.Estimated, totals.Failed), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Those_it_does_not_tell_are_estimated()
    {
        var (client, http) = await SignUpAsync();
        _door.Upstream.Quirk(UpstreamQuirk.NoUsage);

        await http.PostAsync(path, PassThroughDoor.Streamed);

        var totals = await TotalsAsync(client);
        Assert.That((totals.PromptTokens, totals.Estimated), Is.EqualTo((1, 1)));
        Assert.That(totals.CompletionTokens, Is.EqualTo(Encoding.UTF8.GetByteCount(FakeUpstream.UsualReply) / 3.5).Within(2));
    }

    [Test]
    public async Task The_tokens_of_a_long_body_are_entered()
    {
        var (client, http) = await SignUpAsync();
        _door.Upstream.Answer(context =>
        {
            context.Response.ContentType = "application/json";
            var vector = string.Join(',', Enumerable.Repeat("0.123456789", 150_000));
            return context.Response.WriteAsync(
                $$$"""{"data":[{"embedding":[{{{vector}}}]}],"model":"m","usage":{"prompt_tokens":77,"total_tokens":77}}"""
            );
        });

        await http.PostAsync(path, PassThroughDoor.Whole);

        var totals = await TotalsAsync(client);
        Assert.That((totals.PromptTokens, totals.Estimated, totals.Failed), Is.EqualTo((77, 0, 0)));
    }

    [TestCase("9223372036854775807")]
    [TestCase("-5")]
    public async Task A_number_of_tokens_that_cannot_be_is_none(string number)
    {
        var (client, http) = await SignUpAsync();
        _door.Upstream.Answer(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync($$$"""{"usage":{"prompt_tokens":{{{number}}},"completion_tokens":1}}""");
        });

        await http.PostAsync(path, PassThroughDoor.Whole);
        await http.PostAsync(path, PassThroughDoor.Whole);

        var totals = await TotalsAsync(client, 2);
        Assert.That((totals.PromptTokens, totals.Estimated), Is.EqualTo((2, 2)));
    }

    [Test]
    public async Task A_caller_who_leaves_at_the_end_of_the_answer_had_it_whole()
    {
        var (client, _) = await SignUpAsync();
        var left = new TaskCompletionSource();
        _door.Upstream.Answer(async context =>
        {
            context.RequestAborted.Register(left.SetResult);
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("""data: {"choices":[{"finish_reason":"stop"}]}""" + "\n\ndata: [DONE]\n\n");
            await context.Response.Body.FlushAsync();
            await left.Task;
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_door.Server.Address, path))
        {
            Content = new StringContent(PassThroughDoor.Streamed),
        };
        request.Headers.Authorization = new("Bearer", client.BearerToken);
        var response = await _door.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Deadline.Soon);

        response.Dispose();

        await TotalsAsync(client);
        var states = await DatabaseRows.ReadAsync(_door.Server, "SELECT state FROM usages ORDER BY id DESC LIMIT 1");
        Assert.That(states, Is.EqualTo(new[] { "completed" }));
    }

    [Test]
    public async Task A_caller_who_leaves_is_counted_with_what_was_written_until_then()
    {
        var (client, _) = await SignUpAsync();
        var left = new TaskCompletionSource();
        _door.Upstream.Answer(async context =>
        {
            context.RequestAborted.Register(left.SetResult);
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(
                $$$"""data: {"choices":[{"delta":{"content":"{{{new string('a', 350)}}}"}}]}{{{"\n\n"}}}"""
            );
            await context.Response.Body.FlushAsync();
            await left.Task;
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_door.Server.Address, path))
        {
            Content = new StringContent(PassThroughDoor.Streamed),
        };
        request.Headers.Authorization = new("Bearer", client.BearerToken);
        var response = await _door.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Deadline.Soon);

        response.Dispose();

        var totals = await TotalsAsync(client);
        Assert.That((totals.CompletionTokens, totals.Estimated, totals.Failed), Is.EqualTo((100, 1, 0)));
    }

    [Test]
    public async Task A_call_that_is_refused_or_fails_is_counted_without_tokens()
    {
        var (client, http) = await SignUpAsync();

        await http.PostAsync(path, """{"messages":[{"role":"user","content":"fault:BadRequest"}]}""");
        await http.PostAsync(path, """{"messages":[{"role":"user","content":"fault:KeyRefused"}]}""");

        var totals = await TotalsAsync(client, 2);
        Assert.That((totals.PromptTokens, totals.CompletionTokens, totals.Failed), Is.EqualTo((0, 0, 2)));
    }

    [Test]
    public async Task An_API_key_is_as_good_as_a_token_and_its_use_is_its_own()
    {
        var (client, _) = await SignUpAsync();
        var key = await client.SendAsync(new CreateApiKey { Name = "ci", Scopes = [Scopes.Model] });
        using var http = new OneConnection(_door.Server.Address, key.Key);

        var reply = await http.PostAsync(path, PassThroughDoor.Whole);

        Assert.That(reply.Status, Is.EqualTo(200));
        Assert.That((await TotalsAsync(client, 1, key.Id)).Calls, Is.EqualTo(1));
    }

    [Test]
    public async Task A_key_for_something_else_is_refused_in_the_doors_format()
    {
        var (client, _) = await SignUpAsync();
        var key = await client.SendAsync(new CreateApiKey { Name = "reader", Scopes = [Scopes.Chat] });
        using var http = new OneConnection(_door.Server.Address, key.Key);
        var before = _door.Upstream.Calls;

        var reply = await http.PostAsync(path, PassThroughDoor.Whole);

        Assert.That((reply.Status, _door.Upstream.Calls), Is.EqualTo((403, before)));
        Assert.That(reply.Json["error"]!.ToJsonString(), Does.Contain("model"));
    }

    [Test]
    public async Task Nothing_of_what_was_said_is_kept()
    {
        const string Marker = "zanzibar-1729";
        var (client, http) = await SignUpAsync();
        _door.Upstream.Reply("An answer about " + Marker);

        await http.PostAsync(path, $$"""{"messages":[{"role":"user","content":"{{Marker}}"}]}""");
        await TotalsAsync(client);

        var files = Directory
            .EnumerateFiles(_door.Server.Folder.Path, "*.db*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal));
        Assert.That(files.Any(file => new FileInfo(file).Length > 0), Is.True);
        foreach (var file in files)
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(open, Encoding.Latin1);
            Assert.That(await reader.ReadToEndAsync(), Does.Not.Contain(Marker), file);
        }
    }
}

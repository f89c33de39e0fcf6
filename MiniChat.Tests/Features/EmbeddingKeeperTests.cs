using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MiniChat.Client;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceInterface.Similarity;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>Vectors are made in the background, whatever happens to the embedder.</summary>
[TestFixture]
internal sealed class EmbeddingKeeperTests
{
    private ManualClock _clock = null!;
    private TempFolder _folder = null!;

    [SetUp]
    public void Open()
    {
        _clock = new ManualClock();
        _folder = new TempFolder();
    }

    [TearDown]
    public void Close() => _folder.Dispose();

    private MiniChatServer Start(IEmbedder embedder) =>
        MiniChatServer.Start(
            folder: _folder,
            clock: _clock,
            services: services => services.Replace(ServiceDescriptor.Singleton(embedder))
        );

    private static Task<QuestionResponse> AskAsync(MiniChatClient client, string text) =>
        client.SendAsync(new Question { Text = text }, Deadline.Soon);

    private static async Task<List<SimilarPrompt>> FindAsync(MiniChatClient client, string text) =>
        (await client.SendAsync(new FindSimilarPrompts { Text = text }, Deadline.Soon)).Results;

    private static Task<List<string>> NamesAsync(MiniChatServer server) =>
        DatabaseRows.ReadAsync(server, "SELECT embedder FROM embeddings ORDER BY turn_id");

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var limit = Deadline.Soon; !await isSo(); limit.ThrowIfCancellationRequested())
            await Task.Yield();
    }

    private static Task EmbeddedAsync(MiniChatServer server, int count, string name = "scripted") =>
        UntilAsync(async () => (await NamesAsync(server)).Count(one => one == name) == count);

    [Test]
    public async Task While_the_embedder_is_down_asks_are_answered_and_only_the_search_fails_with_its_words()
    {
        var embedder = new ScriptedEmbedder { Fails = _ => ModelFailure.ModelUnreachable };
        await using var server = Start(embedder);
        using var client = await server.SignUpAsync();

        var asked = await AskAsync(client, "How long do I cook pasta?");
        var error = await Assert.ThrowsAsync<MiniChatException>(() => FindAsync(client, "pasta"));

        Assert.That(asked.State, Is.EqualTo(AnswerState.Completed));
        Assert.That(((int)error!.StatusCode, error.ErrorCode), Is.EqualTo((502, "ModelUnreachable")));
        Assert.That(await NamesAsync(server), Is.Empty);
        // What fails in the background is tried again after a while, with nobody's help.
        embedder.Fails = _ => null;
        await UntilAsync(async () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return (await NamesAsync(server)).Count == 1;
        });
        Assert.That((await FindAsync(client, "pasta")).Single().Id, Is.EqualTo(asked.AnswerId));
    }

    [Test]
    public async Task Another_embedder_makes_all_vectors_anew_in_batches_and_old_ones_are_not_compared()
    {
        await using (var first = Start(new ScriptedEmbedder()))
        {
            using var client = await first.SignUpAsync("ada");
            await Task.WhenAll(Enumerable.Range(0, 30).Select(i => AskAsync(client, $"question {i}")));
            await Task.WhenAll(Enumerable.Range(0, 30).Select(i => AskAsync(client, $"another question {i}")));
            for (var i = 0; i < 10; i++)
                await AskAsync(client, $"the last questions {i}");
            await EmbeddedAsync(first, 70);
            await first.StopAsync();
        }
        var other = new ScriptedEmbedder("other", dimensions: 100);
        await using var second = Start(other);
        using var again = new MiniChatClient(second.Address);
        await again.SignInAsync("ada", MiniChatServer.Password, Deadline.Soon);

        await EmbeddedAsync(second, 70, "other");

        Assert.That((await FindAsync(again, "question 7")).First().Text, Is.EqualTo("question 7"));
        Assert.That(other.Calls.Max(texts => texts.Count), Is.EqualTo(64));
        Assert.That(other.Calls.Sum(texts => texts.Count), Is.EqualTo(71), "each once, and the search's own");
    }

    [Test]
    public async Task What_has_its_vector_is_not_embedded_again_at_the_next_start()
    {
        await using (var first = Start(new ScriptedEmbedder()))
        {
            using var client = await first.SignUpAsync("ada");
            await AskAsync(client, "one");
            await EmbeddedAsync(first, 1);
            await first.StopAsync();
        }
        var embedder = new ScriptedEmbedder();
        await using var second = Start(embedder);
        using var again = new MiniChatClient(second.Address);
        await again.SignInAsync("ada", MiniChatServer.Password, Deadline.Soon);
        await AskAsync(again, "two");

        await EmbeddedAsync(second, 2);

        Assert.That(embedder.Calls.SelectMany(texts => texts), Is.EqualTo(new[] { "two" }));
    }

    [TestCase(ModelFailure.ModelContentFiltered)]
    [TestCase(ModelFailure.ModelContextTooLong)]
    [TestCase(ModelFailure.ModelRefused)]
    public async Task A_text_that_the_embedder_refuses_holds_up_no_other(ModelFailure failure)
    {
        var embedder = new ScriptedEmbedder { Fails = _ => ModelFailure.ModelServerError };
        await using var server = Start(embedder);
        using var client = await server.SignUpAsync();
        await AskAsync(client, "first");
        await AskAsync(client, "poison");
        await AskAsync(client, "last");

        embedder.Fails = texts => texts.Contains("poison") ? failure : null;
        await UntilAsync(async () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return (await NamesAsync(server)).Count == 3;
        });
        var calls = embedder.Calls.Count;

        Assert.That((await FindAsync(client, "first")).Select(one => one.Text), Is.EqualTo(new[] { "first", "last" }));
        Assert.That(embedder.Calls, Has.Count.EqualTo(calls + 1), "it is not tried again");
    }

    [Test]
    public async Task Where_every_text_is_refused_nothing_is_given_up()
    {
        var embedder = new ScriptedEmbedder { Fails = _ => ModelFailure.ModelRefused };
        await using var server = Start(embedder);
        using var client = await server.SignUpAsync();
        await AskAsync(client, "first");
        await UntilAsync(() => Task.FromResult(embedder.Calls.Count > 0));

        embedder.Fails = _ => null;

        Assert.That((await FindAsync(client, "first")).Single().Text, Is.EqualTo("first"));
    }

    [Test]
    public async Task A_search_goes_well_beside_an_ask_that_the_embedder_refuses()
    {
        var embedder = new ScriptedEmbedder { Fails = _ => ModelFailure.ModelServerError };
        await using var server = Start(embedder);
        using var client = await server.SignUpAsync();
        await AskAsync(client, "poison");
        await UntilAsync(() => Task.FromResult(embedder.Calls.Count > 0));
        embedder.Fails = texts => texts.Contains("poison") ? ModelFailure.ModelContentFiltered : null;

        Assert.That(await FindAsync(client, "anything"), Is.Empty);
    }

    [Test]
    public async Task What_an_embedder_costs_is_in_the_ledger_of_who_asked()
    {
        var embedder = new ScriptedEmbedder { Tokens = 7 };
        await using var server = Start(embedder);
        using var client = await server.SignUpAsync();
        await AskAsync(client, "one");
        await EmbeddedAsync(server, 1);

        await FindAsync(client, "two");

        await UntilAsync(async () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return await CallsAsync(client) is not null;
        });
        var (calls, tokens) = (await CallsAsync(client))!.Value;
        Assert.That((calls, tokens), Is.EqualTo((2, 14)));

        static async Task<(long, long)?> CallsAsync(MiniChatClient client)
        {
            var usage = await client.SendAsync(new FindUsage(), Deadline.Soon);
            var sum = usage.Results.Find(one => one.Model == "scripted");
            return sum?.Calls == 2 ? (sum.Calls, sum.PromptTokens) : null;
        }
    }

    [Test]
    public async Task What_a_stop_left_without_a_vector_gets_it_at_the_next_start()
    {
        var broken = new ScriptedEmbedder { Fails = _ => ModelFailure.ModelTimeout };
        await using (var first = Start(broken))
        {
            using var client = await first.SignUpAsync("ada");
            await AskAsync(client, "one");
            await UntilAsync(() => Task.FromResult(broken.Calls.Count > 0));
            Assert.That(await NamesAsync(first), Is.Empty);
            await first.StopAsync();
        }

        await using var second = Start(new ScriptedEmbedder());

        await EmbeddedAsync(second, 1);
    }

    [Test]
    public async Task Readiness_tells_which_embedder_is_used()
    {
        await using var server = Start(new ScriptedEmbedder("mine"));

        var body = JsonNode.Parse(await server.Http.GetStringAsync("/ready", Deadline.Soon))!;

        Assert.That(((string?)body["status"], (string?)body["embedder"]), Is.EqualTo(("ready", "mine")));
    }
}

using Microsoft.Extensions.DependencyInjection;
using MiniChat.Client;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Similarity;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>What was asked is found again by what it is about.</summary>
[TestFixture]
internal sealed class SimilarPromptsTests
{
    private MiniChatServer _server = null!;
    private MiniChatClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _server = MiniChatServer.Start();
        _client = await _server.SignUpAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private Task<QuestionResponse> AskAsync(string text, MiniChatClient? client = null) =>
        (client ?? _client).SendAsync(new Question { Text = text }, Deadline.Soon);

    private async Task<List<SimilarPrompt>> FindAsync(
        string text,
        int? take = null,
        SimilarAmong? among = null,
        MiniChatClient? client = null
    )
    {
        var request = new FindSimilarPrompts
        {
            Text = text,
            Take = take,
            Among = among,
        };
        return (await (client ?? _client).SendAsync(request, Deadline.Soon)).Results;
    }

    [Test]
    public async Task What_is_about_the_same_comes_first_right_after_it_was_answered()
    {
        await AskAsync("Which tram goes to the harbour in the evening?");
        var pasta = await AskAsync("How long do I cook pasta?");
        await AskAsync("Who wrote the opera Carmen?");

        var found = await FindAsync("cooking time of pasta");

        Assert.That(found, Has.Count.EqualTo(3));
        Assert.That((found[0].Id, found[0].Text), Is.EqualTo((pasta.AnswerId, "How long do I cook pasta?")));
        Assert.That((found[0].Response, found[0].ChatId), Is.EqualTo((pasta.Answer, (long?)null)));
        Assert.That(found.Select(one => one.Score), Is.Ordered.Descending.And.All.InRange(-1, 1));
        Assert.That(found[0].Score, Is.GreaterThan(found[1].Score + 0.1));
        Assert.That(
            found[0].CreatedDate,
            Is.EqualTo(TimeProvider.System.GetUtcNow().UtcDateTime).Within(TimeSpan.FromMinutes(5))
        );
    }

    [Test]
    public async Task The_same_text_is_as_near_as_can_be()
    {
        await AskAsync("Grüße, 世界 😀?");

        var found = await FindAsync("Grüße, 世界 😀?");

        Assert.That(found.Single().Score, Is.EqualTo(1).Within(1e-6));
    }

    [Test]
    public async Task Turns_of_chats_and_completions_are_found_by_their_last_text()
    {
        var chat = await _client.SendAsync(new CreateChat { Title = "t" }, Deadline.Soon);
        await _client.SendAsync(new Chat { ChatId = chat.Id, Text = "How do I prune roses?" }, Deadline.Soon);
        await _client.SendAsync(
            new CreateCompletion
            {
                Messages =
                [
                    new CompletionMessage { Role = "system", Content = "Be short." },
                    new CompletionMessage { Role = "user", Content = "What is a volcano?" },
                ],
            },
            Deadline.Soon
        );

        var roses = await FindAsync("pruning roses", take: 1);
        var volcano = await FindAsync("volcano", take: 1);

        Assert.That((roses.Single().ChatId, roses[0].Text), Is.EqualTo(((long?)chat.Id, "How do I prune roses?")));
        Assert.That(volcano.Single().Text, Is.EqualTo("What is a volcano?"));
    }

    [Test]
    public async Task Nobody_finds_what_others_asked()
    {
        using var other = await _server.SignUpAsync();
        await AskAsync("How long do I cook pasta?");
        Assert.That(await FindAsync("pasta"), Has.Count.EqualTo(1));

        Assert.That(await FindAsync("pasta", client: other), Is.Empty);
        await AskAsync("pasta recipes", other);
        Assert.That((await FindAsync("pasta", client: other)).Single().Text, Is.EqualTo("pasta recipes"));
        Assert.That((await FindAsync("pasta")).Single().Text, Is.EqualTo("How long do I cook pasta?"));
    }

    [Test]
    public async Task As_many_come_as_are_asked_for_five_by_default()
    {
        for (var i = 0; i < 7; i++)
            await AskAsync($"question number {i}");

        Assert.That(await FindAsync("question"), Has.Count.EqualTo(5));
        Assert.That(await FindAsync("question", take: 1), Has.Count.EqualTo(1));
        Assert.That(await FindAsync("question", take: 100), Has.Count.EqualTo(7));
    }

    [TestCase("", null, "NotEmpty")]
    [TestCase("  ", null, "NotEmpty")]
    [TestCase("{8001}", null, "MaximumLength")]
    [TestCase("x", 0, "InclusiveBetween")]
    [TestCase("x", 101, "InclusiveBetween")]
    public async Task A_bad_search_is_refused(string text, int? take, string code)
    {
        text = text.Replace("{8001}", new string('x', 8001), StringComparison.Ordinal);

        var error = await Assert.ThrowsAsync<MiniChatException>(() => FindAsync(text, take));

        Assert.That(((int)error!.StatusCode, error.ErrorCode), Is.EqualTo((400, code)));
    }

    [Test]
    public async Task The_longest_text_is_looked_for_and_a_long_ask_is_found_by_its_beginning()
    {
        var text = "harbour " + new string('x', Limits.TextLength - 8);
        await AskAsync(text);

        var found = await FindAsync(text[..Limits.SimilarLength]);

        Assert.That(found.Single().Score, Is.EqualTo(1).Within(1e-6));
        Assert.That(found[0].Text, Has.Length.EqualTo(Limits.TextLength));
    }

    [Test]
    public async Task Prompts_alone_are_found_where_they_are_asked_for()
    {
        await AskAsync("How long do I cook pasta?");
        Assert.That(await FindAsync("pasta", among: SimilarAmong.Prompts), Is.Empty);
        var account = (await _client.SendAsync(new GetProfile(), Deadline.Soon)).UserId;

        var prompt = await _server
            .Services.GetRequiredService<IAnswerStore>()
            .AskAsync(
                new NewAsk
                {
                    AccountId = account,
                    Text = "Cooking pasta, step by step",
                    Model = "m",
                    Door = "prompt",
                    At = TimeProvider.System.GetUtcNow(),
                },
                Deadline.Soon
            );

        Assert.That((await FindAsync("pasta", among: SimilarAmong.Prompts)).Single().Id, Is.EqualTo(prompt.AnswerId));
        Assert.That(await FindAsync("pasta", among: SimilarAmong.All), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task What_was_deleted_is_gone_and_takes_no_places()
    {
        var chat = await _client.SendAsync(new CreateChat { Title = "t" }, Deadline.Soon);
        for (var i = 0; i < 60; i++)
            await _client.SendAsync(new Chat { ChatId = chat.Id, Text = $"How long do I cook pasta {i}?" }, Deadline.Soon);
        await AskAsync("Who wrote the opera Carmen?");
        // More of one search than get their vectors with it: the background has them first.
        await EmbeddedAsync(61);
        Assert.That((await FindAsync("cook pasta", take: 1)).Single().ChatId, Is.EqualTo(chat.Id));

        await _client.SendAsync(new DeleteChat { Id = chat.Id }, Deadline.Soon);

        var found = await FindAsync("cook pasta", take: 1);
        Assert.That(found.Single().Text, Is.EqualTo("Who wrote the opera Carmen?"));
        Assert.That(await DatabaseRows.ReadAsync(_server, "SELECT turn_id FROM embeddings"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Many_search_and_ask_at_once()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 24)
                .Select(async i =>
                {
                    var asked = await AskAsync($"topic{i} in detail");
                    var found = await FindAsync($"topic{i} in detail", take: 24);
                    Assert.That(found.Select(one => one.Id), Does.Contain(asked.AnswerId).And.Unique);
                })
        );

        var all = await FindAsync("topic", take: 100);
        Assert.That(all.Select(one => one.Text).Distinct().ToList(), Has.Count.EqualTo(24));
        Assert.That(all, Has.Count.EqualTo(24));
    }

    [Test]
    public async Task Over_a_restart_everything_is_found_as_before()
    {
        using var folder = new TempFolder();
        await using (var first = MiniChatServer.Start(folder: folder))
        {
            using var client = await first.SignUpAsync("ada");
            await AskAsync("How long do I cook pasta?", client);
            Assert.That(await FindAsync("pasta", client: client), Has.Count.EqualTo(1));
            await first.StopAsync();
        }

        await using var second = MiniChatServer.Start(folder: folder);
        using var again = new MiniChatClient(second.Address);
        await again.SignInAsync("ada", MiniChatServer.Password, Deadline.Soon);

        Assert.That((await FindAsync("pasta", client: again)).Single().Text, Is.EqualTo("How long do I cook pasta?"));
    }

    [Test]
    public async Task Memory_is_bounded_and_who_was_dropped_is_found_again()
    {
        await using var server = MiniChatServer.Start(settings: new() { ["MiniChat__Embeddings__MemoryBytes"] = "20000" });
        var clients = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => server.SignUpAsync($"p{i}")));
        foreach (var client in clients)
            await AskAsync("How long do I cook pasta?", client);

        foreach (var client in clients.Concat(clients))
            Assert.That(await FindAsync("pasta", client: client), Has.Count.EqualTo(1));

        var index = server.Services.GetRequiredService<SimilarityIndex>();
        Assert.That(index.Count, Is.EqualTo(2));
        Assert.That(index.Bytes, Is.GreaterThan(8 * 1024).And.LessThanOrEqualTo(20_000));
        Array.ForEach(clients, client => client.Dispose());
    }

    private async Task EmbeddedAsync(int count)
    {
        for (var limit = Deadline.Soon; ; limit.ThrowIfCancellationRequested())
        {
            if ((await DatabaseRows.ReadAsync(_server, "SELECT turn_id FROM embeddings")).Count >= count)
                return;
            await Task.Yield();
        }
    }
}

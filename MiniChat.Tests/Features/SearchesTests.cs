using MiniChat.Client;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.ServiceModel;
using MiniChat.Tests.Moving;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>Words are found in titles and in what either side said, by whoever said it, and shown where they are.</summary>
[TestFixture]
internal sealed class SearchesTests
{
    private ScriptedModel _model = null!;
    private MiniChatServer _server = null!;
    private MiniChatClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _model = new ScriptedModel();
        _server = MiniChatServer.Start(_model);
        _client = await _server.SignUpAsync();
    }

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    private async Task<(ChatInfo Chat, QuestionResponse Answer)> SayAsync(string text, string answer, ChatInfo? chat = null)
    {
        chat ??= await _client.SendAsync(new CreateChat(), Deadline.Soon);
        var asking = _client.SendAsync(new Chat { ChatId = chat.Id, Text = text }, Deadline.Soon);
        (await _model.NextCallAsync()).Say(answer).Finish();
        return (chat, await asking);
    }

    private Task<FindTurnsResponse> FindAsync(string search, int? take = null, string? after = null) =>
        _client.SendAsync(
            new FindTurns
            {
                Search = search,
                Take = take,
                After = after,
            },
            Deadline.Soon
        );

    private static IEnumerable<string> Marked(FoundTurn found) =>
        found.Marks.Select(mark => found.Excerpt.Substring(mark[0], mark[1]));

    [Test]
    public async Task What_was_asked_and_what_was_answered_are_found_newest_first_with_their_places()
    {
        var (chat, answer) = await SayAsync("How do I bake bread?", "Knead the bread dough.");

        var found = await FindAsync("BREAD");

        Assert.That(
            found.Results.Select(one => (one.ChatId, one.TurnId, one.Role, one.Excerpt)),
            Is.EqualTo(
                new[]
                {
                    (chat.Id, (long?)answer.AnswerId, (string?)"assistant", "Knead the bread dough."),
                    (chat.Id, answer.TurnId, "user", "How do I bake bread?"),
                    (chat.Id, null, null, "How do I bake bread?"),
                }
            )
        );
        Assert.That(found.Results.Select(one => one.Title), Is.All.EqualTo("How do I bake bread?"));
        Assert.That(found.Results.SelectMany(Marked), Is.All.EqualTo("bread"));
        Assert.That(found.Next, Is.Null);
    }

    [Test]
    public async Task Pages_hold_everything_once_in_one_order()
    {
        for (var i = 0; i < 4; i++)
            await SayAsync($"apple {i}", "a pear");

        var all = (await FindAsync("apple", take: 100)).Results;
        var paged = new List<FoundTurn>();
        string? after = null;
        do
        {
            var page = await FindAsync("apple", take: 3, after: after);
            paged.AddRange(page.Results);
            after = page.Next;
        } while (after is not null);

        Assert.That(all, Has.Count.EqualTo(8), "a turn and a title each");
        Assert.That(paged.Select(Key), Is.EqualTo(all.Select(Key)));
        Assert.That(all.Select(one => one.CreatedDate), Is.Ordered.Descending);

        static string Key(FoundTurn one) => $"{one.ChatId} {one.TurnId}";
    }

    [TestCase("tokyo \"summer", new[] { "Tōkyō", "summer" })]
    [TestCase("東京", new[] { "東京" })]
    [TestCase("京の夏", new[] { "京の夏" })]
    [TestCase("brez", new[] { "Břez" + "en" })]
    [TestCase("-- OR NOT *", new string[0])]
    [TestCase("AND", new[] { "and" })]
    public async Task The_words_are_marked_as_they_stand_in_the_text(string search, string[] marked)
    {
        await SayAsync("ask", "Tōkyō 東京の夏 and summer, Březen 👋🏽");

        var found = await FindAsync(search);

        Assert.That(found.Results.SelectMany(Marked), Is.EqualTo(marked));
    }

    [TestCase("cafe\u0301 au lait", "café", "cafe\u0301")]
    [TestCase("so ❤\uFE0F it is", "❤", "❤\uFE0F")]
    [TestCase("from İstanbul on", "istanbul", "İstanbul")]
    public async Task A_mark_holds_all_that_belongs_to_the_word(string text, string search, string marked)
    {
        await SayAsync("ask", text);

        Assert.That((await FindAsync(search)).Results.SelectMany(Marked), Is.EqualTo(new[] { marked }));
    }

    [Test]
    public async Task Of_a_word_that_is_longer_than_what_is_shown_the_part_that_is_shown_is_marked()
    {
        await SayAsync("ask", $"{new string('.', 500)} {new string('a', 900)} {new string('.', 500)}");

        var found = (await FindAsync("aaa")).Results.Single();

        Assert.That(found.Excerpt, Has.Length.LessThan(260));
        Assert.That(Marked(found).Single(), Has.Length.GreaterThan(100).And.Matches("^a+$"));
    }

    [TestCase("\"")]
    [TestCase("'; DROP TABLE turns; --")]
    [TestCase("*")]
    [TestCase("a:b NEAR(c, 2) ^d")]
    [TestCase("(((")]
    [TestCase("!&|<->:*\\")]
    [TestCase("\u200b\u00ad")]
    public async Task Whatever_is_typed_is_text_and_never_a_fault(string search)
    {
        await SayAsync("nothing of that", "nothing");

        Assert.That((await FindAsync(search)).Results, Is.Empty);
    }

    [Test]
    public async Task Of_a_long_text_the_part_with_the_words_is_shown()
    {
        var filler = string.Concat(Enumerable.Repeat("lorem ipsum dolor\n", 30_000));
        await SayAsync("ask", $"{filler}the needle 👋 lies in hay\n{filler}");

        var found = (await FindAsync("needle hay")).Results.Single();

        Assert.That(found.Excerpt, Has.Length.LessThan(260).And.StartWith("…").And.EndWith("…"));
        Assert.That(found.Excerpt, Does.Contain("the needle 👋 lies in hay").And.Not.Contain("\n"));
        Assert.That(Marked(found), Is.EqualTo(new[] { "needle", "hay" }));
    }

    [Test]
    public async Task A_changed_title_is_found_as_it_is_now()
    {
        var (chat, _) = await SayAsync("ask", "answer");

        await _client.SendAsync(new UpdateChat { Id = chat.Id, Title = "Été" }, Deadline.Soon);

        var found = (await FindAsync("ete")).Results.Single();
        Assert.That((found.ChatId, found.TurnId, found.Excerpt), Is.EqualTo((chat.Id, (long?)null, "Été")));
        Assert.That((await FindAsync("ask")).Results.Select(one => one.Role), Is.EqualTo(new[] { "user" }));
    }

    [Test]
    public async Task Nobody_finds_what_others_said_nor_what_was_deleted()
    {
        var (chat, _) = await SayAsync("secret", "secret");
        var stranger = await _server.SignUpAsync();

        var theirs = await stranger.SendAsync(new FindTurns { Search = "secret" }, Deadline.Soon);
        await _client.SendAsync(new DeleteChat { Id = chat.Id }, Deadline.Soon);

        Assert.That(theirs.Results, Is.Empty);
        Assert.That((await FindAsync("secret")).Results, Is.Empty);
    }

    [TestCase("", null, "NotEmpty")]
    [TestCase("x", "nonsense", "Cursor")]
    [TestCase("x", "1-x5", "Cursor")]
    public async Task A_search_without_a_word_and_a_bad_place_are_refused(string search, string? after, string code)
    {
        var refused = await Assert.ThrowsAsync<MiniChatException>(() => FindAsync(search, after: after));

        Assert.That(refused!.ErrorCode, Is.EqualTo(code));
    }

    [Test]
    public async Task What_was_said_before_the_upgrade_is_found_after_it()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("App_Data"));
        var path = folder.File("App_Data/minichat.db");
        OlderSchema.Make(path, missing: "0009_search");
        using (var older = EveryFeature.Open(path))
        {
            using var command = older.CreateCommand();
            command.CommandText = """
                INSERT INTO chats (account_id, title, created_at, modified_at) VALUES (1, 'old', 0, 0);
                INSERT INTO turns (account_id, chat_id, role, text, created_at) VALUES (1, 1, 'user', 'an ancient word', 1);
                INSERT INTO turns (account_id, role, text, created_at) VALUES (1, 'user', 'ancient, outside of chats', 1);
                """;
            command.ExecuteNonQuery();
        }

        using var file = new SqliteFile(new SqliteOptions { Path = path });
        SqliteMigrator.Migrate(file, TimeProvider.System);

        using var session = file.OpenWriter();
        var found = session
            .Prepare("SELECT rowid FROM turn_words WHERE turn_words MATCH '\"1_ancient\"'")
            .All(row => row.Number(0));
        Assert.That(found, Is.EqualTo(new[] { 1 }));
    }
}

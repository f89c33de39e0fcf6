using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>What is exported can be imported, here or elsewhere, once; and a bad file changes nothing.</summary>
[TestFixture]
internal sealed class TransfersTests
{
    private const string Begun = "2025-01-02T03:04:05.678Z";

    private ScriptedModel _model = null!;
    private MiniChatServer _server = null!;
    private MiniChatClient _client = null!;
    private OneConnection _http = null!;

    [SetUp]
    public async Task Start()
    {
        _model = new ScriptedModel();
        _server = MiniChatServer.Start(_model);
        _client = await _server.SignUpAsync();
        _http = new OneConnection(_server.Address, _client.BearerToken);
    }

    [TearDown]
    public async Task Stop()
    {
        _http.Dispose();
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<QuestionResponse> SayAsync(long chat, string text, long? parent = null)
    {
        var asking = _client.SendAsync(
            new Chat
            {
                ChatId = chat,
                Text = text,
                ParentId = parent,
            },
            Deadline.Soon
        );
        (await _model.NextCallAsync()).Say($"re {text}").Finish();
        return await asking;
    }

    private static async Task<List<PortableChat>> ExportAsync(MiniChatClient client, int? take = null)
    {
        var all = new List<PortableChat>();
        string? after = null;
        do
        {
            var page = await client.SendAsync(new ExportChats { After = after, Take = take }, Deadline.Soon);
            Assert.That((page.Format, page.Version), Is.EqualTo(("minichat", 1)));
            all.AddRange(page.Chats);
            after = page.Next;
        } while (after is not null);
        return all;
    }

    private Task<ImportChatsResponse> ImportAsync(params PortableChat[] chats) =>
        _client.SendAsync(new ImportChats { Chats = [.. chats] }, Deadline.Soon);

    /// <summary>A chat as it is, but for the numbers.</summary>
    private static string Shape(PortableChat chat)
    {
        var places = chat.Turns.Select((turn, i) => (turn.Id, i)).ToDictionary(pair => pair.Id, pair => (long)pair.i);
        var turns = chat.Turns.Select(turn =>
            turn with
            {
                Id = places[turn.Id],
                ParentId = turn.ParentId is { } id ? places[id] : null,
            }
        );
        return $"{chat with { Id = null, Turns = [] }} {string.Join(' ', turns)}".Replace(nameof(List<>), "");
    }

    private async Task<PortableChat> BranchedAsync()
    {
        var chat = await _client.SendAsync(
            new CreateChat
            {
                Title = "Ünï 👋",
                System = "S",
                Model = "m",
            },
            Deadline.Soon
        );
        var one = await SayAsync(chat.Id, "one");
        await SayAsync(chat.Id, "two");
        await SayAsync(chat.Id, "three", one.AnswerId);
        await SayAsync(chat.Id, "anew", 0);
        return (await ExportAsync(_client)).Single(exported => exported.Id == chat.Id);
    }

    [Test]
    public async Task All_branches_are_exported_and_come_back_as_they_were()
    {
        var exported = await BranchedAsync();
        using var other = await _server.SignUpAsync();

        var imported = await other.SendAsync(new ImportChats { Chats = [exported] }, Deadline.Soon);

        Assert.That(exported.Turns, Has.Count.EqualTo(8));
        Assert.That((imported.Imported.Single().Title, imported.Skipped), Is.EqualTo(("Ünï 👋", 0)));
        var back = (await ExportAsync(other)).Single();
        Assert.That(Shape(back), Is.EqualTo(Shape(exported)));
        Assert.That(back.Id, Is.EqualTo(imported.Imported[0].Id).And.Not.EqualTo(exported.Id));
        var read = await other.SendAsync(new GetChat { Id = imported.Imported[0].Id }, Deadline.Soon);
        Assert.That(read.Turns.Select(turn => turn.Text), Is.EqualTo(new[] { "anew", "re anew" }));
        Assert.That(read.Turns[1].State, Is.EqualTo(AnswerState.Completed));
    }

    [Test]
    public async Task Importing_what_is_there_gives_nothing_twice()
    {
        var exported = await BranchedAsync();

        var own = await ImportAsync(exported);
        var longer = exported with
        {
            Turns =
            [
                .. exported.Turns,
                new()
                {
                    Id = 10_000,
                    Role = "user",
                    Text = "more",
                },
            ],
        };
        var changed = await ImportAsync(longer, longer, exported);
        var again = await ImportAsync(longer);

        Assert.That((own.Imported.Count, own.Skipped), Is.EqualTo((0, 1)));
        Assert.That((changed.Imported.Count, changed.Skipped), Is.EqualTo((1, 2)));
        Assert.That((again.Imported.Count, again.Skipped), Is.EqualTo((0, 1)));
        Assert.That((await _client.SendAsync(new FindChats(), Deadline.Soon)).Results, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task What_is_imported_is_found_and_goes_on_without_a_model_being_called_or_anything_counted()
    {
        using var events = await ServerEvents.Subscriber.OpenAsync(_server, _client.BearerToken);
        var reply = await _http.PostAsync(
            "/chats/import",
            $$"""
            {"format":"minichat","version":1,"chats":[{"createdDate":"{{Begun}}","turns":[
                {"id":2,"parentId":1,"role":"assistant","text":"Boil the pasta."},
                {"id":1,"role":"user","text":"How do I cook pasta?"}]}]}
            """
        );

        Assert.That(reply.Status, Is.EqualTo(200), reply.Body);
        var id = (long)reply.Json["imported"]![0]!["id"]!;
        Assert.That((string?)reply.Json["imported"]![0]!["title"], Is.EqualTo("How do I cook pasta?"));
        var told = await events.NextAsync();
        Assert.That((told!.Selector, told["chatId"], told["change"]), Is.EqualTo(("cmd.chat", id.ToString(), "created")));
        var found = await _client.SendAsync(new FindTurns { Search = "boil" }, Deadline.Soon);
        Assert.That(
            (found.Results.Single().ChatId, found.Results[0].CreatedDate),
            Is.EqualTo((id, DateTime.Parse(Begun).ToUniversalTime()))
        );
        var similar = new FindSimilarPrompts { Text = "cooking pasta", Take = 1 };
        await Eventually.TrueAsync(async () =>
            (await _client.SendAsync(similar, Deadline.Soon)).Results is [{ } one] && one.ChatId == id
        );
        Assert.That((await _client.SendAsync(new FindUsage(), Deadline.Soon)).Totals.Calls, Is.Zero);
        Assert.That(_model.Requests, Is.Empty);
        await SayAsync(id, "And then?");
        Assert.That(
            _model.Requests.Single().Messages.Select(message => message.Content),
            Is.EqualTo(new[] { "How do I cook pasta?", "Boil the pasta.", "And then?" })
        );
    }

    [Test]
    public async Task An_export_comes_in_pages_the_first_begun_first()
    {
        for (var i = 0; i < 3; i++)
            await ImportAsync(
                new PortableChat
                {
                    Title = $"{i}",
                    CreatedDate = new DateTime(2025, 1, 3 - i, 0, 0, 0, DateTimeKind.Utc),
                    Turns =
                    [
                        new()
                        {
                            Id = 1,
                            Role = "user",
                            Text = "q",
                        },
                        new()
                        {
                            Id = 2,
                            ParentId = 1,
                            Role = "assistant",
                            Text = new string('x', 3_000_000),
                        },
                    ],
                }
            );

        var first = await _client.SendAsync(new ExportChats(), Deadline.Soon);
        var all = await ExportAsync(_client, take: 2);

        Assert.That(first.Chats, Has.Count.EqualTo(1), "a page is bounded by its length too");
        Assert.That(all.Select(chat => chat.Title), Is.EqualTo(new[] { "2", "1", "0" }));
        using var stranger = await _server.SignUpAsync();
        Assert.That(await ExportAsync(stranger), Is.Empty);
    }
}

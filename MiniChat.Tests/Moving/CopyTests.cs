using System.Text.Json.Nodes;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Moving;

/// <summary>From a file to PostgreSQL and back: nothing is lost, and everybody goes on.</summary>
[TestFixture]
internal sealed class CopyTests
{
    private EveryFeature _data = null!;
    private PostgresDatabase _database = null!;
    private TempFolder _other = null!;
    private CommandResult _there = null!;
    private CommandResult _back = null!;

    [OneTimeSetUp]
    public async Task Copy()
    {
        _database = await PostgresDatabase.CreateAsync();
        _data = await EveryFeature.MakeAsync();
        _there = await MiniChatCommand.RunAsync(_data.Folder, [], "copy", "--to", _database.ConnectionString);
        _other = new TempFolder();
        var from = new Dictionary<string, string> { ["ConnectionStrings__MiniChat"] = _database.ConnectionString };
        _back = await MiniChatCommand.RunAsync(_other, from, "copy", "--to", "Data Source=App_Data/minichat.db");
    }

    [OneTimeTearDown]
    public async Task Drop()
    {
        _data?.Dispose();
        _other?.Dispose();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [Test]
    public void A_copy_there_and_back_has_every_value_and_the_same_checksums()
    {
        Assert.That((_there.ExitCode, _there.Error), Is.EqualTo((0, "")), _there.Output);
        Assert.That((_back.ExitCode, _back.Error), Is.EqualTo((0, "")), _back.Output);
        Assert.That(Sums(_back.Output), Is.EqualTo(Sums(_there.Output)).And.Count.EqualTo(15));
        Assert.That(Sums(_back.Output), Has.None.Contains(": 0 rows"), "data of every feature");
        Assert.That(EveryFeature.Values(_other.File("App_Data/minichat.db")), Is.EqualTo(EveryFeature.Values(_data.Path)));
        Assert.That(_there.Output, Does.Contain("jwt.secret").And.Not.Contain(_data.Secret.Trim()));
        Assert.That(_there.Output, Does.Not.Contain(_database.Server.Password));
        Assert.That(EveryFeature.IsOwnersAlone(_other.File("App_Data/minichat.db")));
    }

    [Test]
    public async Task A_target_with_data_is_refused_and_stays_as_it_is()
    {
        var before = await _database.ScalarAsync<long>("SELECT count(*) FROM turns");

        var refused = await MiniChatCommand.RunAsync(_data.Folder, [], "copy", "--to", _database.ConnectionString);

        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Error, Does.Contain("has data already (in accounts)").And.Not.Contain(_database.Server.Password));
        Assert.That(await _database.ScalarAsync<long>("SELECT count(*) FROM turns"), Is.EqualTo(before));
    }

    [Test]
    public async Task Everybody_goes_on_in_the_copy()
    {
        await using var server = MiniChatServer.Start(
            settings: new() { ["ConnectionStrings__MiniChat"] = _database.ConnectionString, ["JWT_SECRET"] = _data.Secret }
        );
        using var person = new MiniChatClient(server.Address);
        await person.SignInAsync(EveryFeature.Person, MiniChatServer.Password, Deadline.Soon);
        using var program = new MiniChatClient(server.Address) { BearerToken = _data.ApiKey };
        using var stillIn = new MiniChatClient(server.Address) { BearerToken = _data.BearerToken };

        var fresh = await program.SendAsync(new GetAccessToken { RefreshToken = _data.RefreshToken }, Deadline.Soon);
        var replayed = await program.SendAsync(
            new Question { Text = "Which tram goes to the harbour?" },
            new SendOptions { IdempotencyKey = "once" },
            Deadline.Soon
        );
        var similar = await person.SendAsync(new FindSimilarPrompts { Text = "tram to the harbour", Take = 1 }, Deadline.Soon);
        var lost = await stillIn.SendAsync(new GetAnswer { AnswerId = _data.LeftRunning }, Deadline.Soon);
        using var http = new OneConnection(server.Address, _data.ApiKey);
        var hard = await http.GetAsync($"/answers/{_data.HardAnswerId}");
        var found = await person.SendAsync(new FindTurns { Search = "graph" }, Deadline.Soon);
        var shared = await program.SendAsync(new GetSharedChat { Token = _data.SharedToken }, Deadline.Soon);
        var chat = await person.SendAsync(new CreateChat(), Deadline.Soon);
        var asked = await person.SendAsync(new Question { Text = "And now?" }, Deadline.Soon);

        Assert.That(fresh.AccessToken, Is.Not.Empty);
        Assert.That((replayed.AnswerId, replayed.Answer), Is.EqualTo((_data.Once.AnswerId, "The 5.")));
        Assert.That(similar.Results[0].Id, Is.EqualTo(_data.Once.AnswerId));
        Assert.That((lost.State, lost.Text), Is.EqualTo((AnswerState.Interrupted, "begun, and then")));
        Assert.That((string?)JsonNode.Parse(hard.Body)!["text"], Is.EqualTo(EveryFeature.HardAnswer));
        Assert.That(found.Results.Select(one => one.Excerpt), Is.EqualTo(new[] { "A graph." }));
        Assert.That(shared.Turns[^1].Text, Is.EqualTo("A graph."));
        Assert.That(chat.Id, Is.GreaterThan(_data.DeletedChat));
        Assert.That(asked.AnswerId, Is.GreaterThan(_data.HardAnswerId).And.GreaterThan(_data.LeftRunning));
    }

    [Test]
    public async Task A_copy_from_or_to_what_a_server_serves_is_refused()
    {
        using var data = new TempFolder();
        await using var empty = await PostgresDatabase.CreateAsync();
        await using var served = await MiniChatCluster.StartAsync(1);
        var serves = new Dictionary<string, string> { ["ConnectionStrings__MiniChat"] = served.Database.ConnectionString };
        await using var file = MiniChatServer.Start();

        var from = await MiniChatCommand.RunAsync(data, serves, "copy", "--to", empty.ConnectionString);
        var to = await MiniChatCommand.RunAsync(_data.Folder, [], "copy", "--to", served.Database.ConnectionString);
        var fromFile = await MiniChatCommand.RunAsync(file.Folder, [], "copy", "--to", empty.ConnectionString);

        foreach (var refused in new[] { from, to })
        {
            Assert.That(refused.ExitCode, Is.EqualTo(1));
            Assert.That(refused.Error, Does.Contain("1 process serves").And.Contain("stop all"));
        }
        Assert.That(
            (fromFile.ExitCode, fromFile.Error.Contains("another MiniChat uses it")),
            Is.EqualTo((1, true)),
            fromFile.Error
        );
    }

    [Test]
    public async Task A_copy_goes_through_a_transaction_pooler_both_ways()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var bouncer = await PgBouncer.StartAsync(database.Server, "pool_mode = transaction\ndefault_pool_size = 2");
        using var other = new TempFolder();
        var pooled = bouncer.ConnectionString(database);
        var from = new Dictionary<string, string> { ["ConnectionStrings__MiniChat"] = pooled };

        var there = await MiniChatCommand.RunAsync(_data.Folder, [], "copy", "--to", pooled);
        var back = await MiniChatCommand.RunAsync(other, from, "copy", "--to", "Data Source=App_Data/minichat.db");

        Assert.That((there.ExitCode, there.Error), Is.EqualTo((0, "")), there.Output);
        Assert.That((back.ExitCode, back.Error), Is.EqualTo((0, "")), back.Output);
        Assert.That(Sums(back.Output), Is.EqualTo(Sums(there.Output)).And.EqualTo(Sums(_there.Output)));
    }

    private static List<string> Sums(string output) =>
        [.. output.Split('\n').Where(line => line.Contains(", checksum ", StringComparison.Ordinal))];
}

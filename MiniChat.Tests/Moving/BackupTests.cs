using Dapper;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Moving;

/// <summary>Backups beside servers that write, and what is restored of them.</summary>
[TestFixture]
internal sealed class BackupTests
{
    private static readonly Dictionary<string, string> Quick = new() { ["MiniChat__Models__OfflineTokenMilliseconds"] = "0" };

    [Test]
    public async Task A_backup_beside_a_server_that_writes_has_all_that_was_acknowledged_before()
    {
        using var folder = new TempFolder();
        using var server = await MiniChatProcess.StartAsync(folder, Quick);

        await BackUpWhileWritingAsync(server.Address, folder, []);
    }

    [Test]
    public async Task So_has_one_of_PostgreSQL()
    {
        await using var cluster = await MiniChatCluster.StartAsync(1, Quick);
        using var folder = new TempFolder();
        var settings = new Dictionary<string, string> { ["ConnectionStrings__MiniChat"] = cluster.Database.ConnectionString };

        await BackUpWhileWritingAsync(cluster[0].Address, folder, settings);
    }

    [Test]
    public async Task What_was_backed_up_is_restored_on_either_engine_value_by_value()
    {
        using var data = await EveryFeature.MakeAsync();
        await using var database = await PostgresDatabase.CreateAsync();
        var onPostgres = new Dictionary<string, string> { ["ConnectionStrings__MiniChat"] = database.ConnectionString };
        using var other = new TempFolder();

        var kept = await MiniChatCommand.RunAsync(data.Folder, [], "backup", data.Folder.File("kept.db"));
        var there = await MiniChatCommand.RunAsync(other, onPostgres, "restore", data.Folder.File("kept.db"));
        var again = await MiniChatCommand.RunAsync(other, onPostgres, "backup", other.File("again.db"));
        var back = await MiniChatCommand.RunAsync(other, [], "restore", other.File("again.db"));

        foreach (var done in new[] { kept, there, again, back })
            Assert.That((done.ExitCode, done.Error), Is.EqualTo((0, "")), done.Output);
        Assert.That(EveryFeature.Values(other.File("App_Data/minichat.db")), Is.EqualTo(EveryFeature.Values(data.Path)));
        Assert.That(Directory.GetFiles(other.Path), Is.EqualTo(new[] { other.File("again.db") }), "nothing beside it");
        Assert.That(EveryFeature.IsOwnersAlone(other.File("again.db")));
        Assert.That(kept.Output, Does.Contain("Keep ").And.Contain("jwt.secret with it"));
        Assert.That(again.Output, Does.Contain("Keep JWT_SECRET with it"));
    }

    [Test]
    public async Task A_backup_can_be_served_as_it_is_and_be_backed_up_again()
    {
        using var data = await EveryFeature.MakeAsync();
        using var other = new TempFolder();
        await MiniChatCommand.RunAsync(data.Folder, [], "backup", other.File("kept.db"));
        var served = new Dictionary<string, string> { ["ConnectionStrings__MiniChat"] = "Data Source=kept.db" };

        await using (var server = MiniChatServer.Start(settings: served, folder: other))
        {
            using var client = new MiniChatClient(server.Address);
            await client.SignInAsync(EveryFeature.Person, MiniChatServer.Password, Deadline.Soon);
            await client.SendAsync(new Question { Text = "One more?" }, Deadline.Soon);
        }
        var again = await MiniChatCommand.RunAsync(other, served, "backup", other.File("again.db"));
        var restored = await MiniChatCommand.RunAsync(other, [], "restore", other.File("again.db"));

        Assert.That((again.ExitCode, again.Error), Is.EqualTo((0, "")));
        Assert.That((restored.ExitCode, restored.Error), Is.EqualTo((0, "")));
    }

    [Test]
    public async Task A_backup_that_finds_no_room_fails_and_leaves_nothing()
    {
        using var data = await EveryFeature.MakeAsync();

        var failed = await MiniChatCommand.RunLimitedAsync(512, data.Folder, "backup", data.Folder.File("kept.db"));

        Assert.That(failed.ExitCode, Is.EqualTo(1));
        Assert.That(failed.Error, Does.Contain("kept.db").And.Contain("disk"));
        Assert.That(Directory.GetFiles(data.Folder.Path), Is.Empty);
    }

    /// <summary>Asks again and again, and backs up in the middle of it.</summary>
    private static async Task BackUpWhileWritingAsync(Uri address, TempFolder folder, Dictionary<string, string> settings)
    {
        using var client = new MiniChatClient(address);
        await client.SendAsync(new Register { UserName = "ada", Password = MiniChatServer.Password }, Deadline.Soon);
        await client.SignInAsync("ada", MiniChatServer.Password, Deadline.Soon);
        var acknowledged = new System.Collections.Concurrent.ConcurrentQueue<long>();
        using var stop = new CancellationTokenSource();
        var asking = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                acknowledged.Enqueue((await client.SendAsync(new Question { Text = "?" }, Deadline.Soon)).AnswerId);
        });
        await Eventually.TrueAsync(() => acknowledged.Count > 20);
        var before = acknowledged.ToList();

        var kept = await MiniChatCommand.RunAsync(folder, settings, "backup", folder.File("kept.db"));

        await stop.CancelAsync();
        await asking;
        Assert.That((kept.ExitCode, kept.Error), Is.EqualTo((0, "")), kept.Output);
        Assert.That(acknowledged, Has.Count.GreaterThan(before.Count), "it wrote meanwhile");
        using var connection = EveryFeature.Open(folder.File("kept.db"));
        var there = connection.Query<long>("SELECT id FROM turns WHERE state = 'completed'").ToList();
        Assert.That(there, Is.SupersetOf(before));
        Assert.That(connection.ExecuteScalar<string>("PRAGMA integrity_check"), Is.EqualTo("ok"));
    }
}

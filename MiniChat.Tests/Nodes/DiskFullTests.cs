using System.Net;
using System.Security.Cryptography;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Nodes;

/// <summary>A database whose disk is full, and has room again.</summary>
[TestFixture]
internal sealed class DiskFullTests
{
    // What it wrote is taken back, and the room is not given back: nothing cleans up in this server.
    private const string Fill = """
        CREATE TABLE filler (x TEXT);
        ALTER TABLE filler ALTER x SET STORAGE PLAIN;
        DO $$ BEGIN
            LOOP INSERT INTO filler VALUES (repeat('x', 7000)); END LOOP;
        EXCEPTION WHEN disk_full THEN NULL; END $$;
        """;

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task Asks_are_refused_what_runs_is_kept_when_there_is_room_again_and_nothing_has_to_be_restarted()
    {
        await using var disk = await SmallDisk.CreateAsync("48m");
        await using var server = await PostgresServer.StartOwnAsync(new() { ["autovacuum"] = "off" }, disk);
        await server.ExecuteAsync($"CREATE TABLESPACE small OWNER {PostgresServer.User} LOCATION '{disk.Folder}'");
        await using var database = await PostgresDatabase.CreateAsync(server, "small");
        await using var upstream = await FakeUpstream.StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // It does not pack: it needs room of its own.
        var text = RandomNumberGenerator.GetHexString(60_000);
        upstream.Answer(async context =>
        {
            var writer = new UpstreamWriter(context, default);
            await writer.BeginAsync();
            await gate.Task.WaitAsync(context.RequestAborted);
            await writer.TextAsync(text);
            await writer.FinishAsync("stop", 3, 4);
        });
        using var folder = new TempFolder();
        using var node = await MiniChatProcess.StartAsync(
            folder,
            new()
            {
                ["ConnectionStrings__MiniChat"] = database.ConnectionString,
                ["JWT_SECRET"] = new('s', 48),
                ["OPENAI_BASE_URL"] = upstream.BaseUrl,
            }
        );
        using var client = new MiniChatClient(node.Address);
        await client.SendAsync(new Register { UserName = "alice", Password = MiniChatServer.Password }, Cancel);
        await client.SignInAsync("alice", MiniChatServer.Password, Cancel);
        var running = client.SendAsync(new Question { Text = "How much?" }, Cancel);
        await upstream.NextCallAsync();

        await database.ExecuteAsync(Fill);
        var refused = await Assert.ThrowsAsync<MiniChatException>(() =>
            client.SendAsync(new Question { Text = RandomNumberGenerator.GetHexString(90_000) }, Cancel)
        );
        gate.SetResult();
        await Eventually.TrueAsync(() =>
            node.Log.Any(line => line.Contains("could not be kept at try 1", StringComparison.Ordinal))
        );
        var before = await client.SendAsync(new FindQuestions(), Cancel);
        await database.ExecuteAsync("DROP TABLE filler");
        var answer = await running;
        upstream.Answer(null);
        var next = await client.SendAsync(new Question { Text = RandomNumberGenerator.GetHexString(90_000) }, Cancel);

        Assert.That(
            (refused!.StatusCode, refused.ErrorCode),
            Is.EqualTo((HttpStatusCode.ServiceUnavailable, "StoreUnavailable"))
        );
        Assert.That(refused.RetryAfter, Is.GreaterThan(TimeSpan.Zero));
        Assert.That(
            before.Results.Select(one => (one.Text, one.State)),
            Is.EqualTo(new[] { ("How much?", AnswerState.Running) })
        );
        Assert.That(answer.Answer, Is.EqualTo(text));
        Assert.That(next.Answer, Is.EqualTo(FakeUpstream.UsualReply));
    }
}

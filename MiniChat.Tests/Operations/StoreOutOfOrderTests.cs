using System.Diagnostics;
using Microsoft.Data.Sqlite;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Operations;

[TestFixture]
internal sealed class StoreOutOfOrderTests
{
    [Test]
    public async Task While_the_store_cannot_be_written_it_is_told_and_nothing_is_promised_and_it_recovers()
    {
        await using var server = MiniChatServer.Start();
        using var client = await server.SignUpAsync();
        using var http = new OneConnection(server.Address, client.BearerToken);
        using var probe = new OneConnection(server.Address);
        await client.SendAsync(new Question { Text = "before" }, Deadline.Soon);
        Assert.That((await probe.GetAsync("/ready")).Status, Is.EqualTo(200));
        using var other = new SqliteConnection($"Data Source={server.Folder.File("App_Data/minichat.db")};Pooling=False");
        other.Open();
        Execute(other, "BEGIN IMMEDIATE");

        var watch = Stopwatch.StartNew();
        var asked = http.PostAsync("/questions", """{"text":"lost"}""");
        var streamed = http.PostAsync("/questions", """{"text":"lost"}""", null, ("Accept", "text/event-stream"));
        var notReady = await StatusAsync(probe, 503);

        foreach (var refused in new[] { await asked, await streamed })
        {
            Assert.That((refused.Status, refused.ErrorCode), Is.EqualTo((503, "StoreUnavailable")), refused.Body);
            Assert.That(int.Parse(refused.Header("Retry-After")!), Is.GreaterThan(0));
            Assert.That(refused.Body, Does.Not.Contain("SQLite").And.Not.Contain("locked"));
        }
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)), "ten seconds each, one after the other");
        Assert.That(notReady.Header("Retry-After"), Is.Not.Null);
        Assert.That((await http.GetAsync("/questions")).Status, Is.EqualTo(200), "reading goes on");
        Assert.That((await probe.GetAsync("/health")).Status, Is.EqualTo(200), "the process is well");

        Execute(other, "ROLLBACK");

        await StatusAsync(probe, 200);
        Assert.That((await http.PostAsync("/questions", """{"text":"after"}""")).Status, Is.EqualTo(200));
        var kept = await client.SendAsync(new FindQuestions(), Deadline.Soon);
        Assert.That(kept.Results.Select(question => question.Text), Is.EqualTo(new[] { "after", "before" }));
    }

    // A probe's result is good for a second, so the next one may still tell the old news.
    private static async Task<Reply> StatusAsync(OneConnection http, int status)
    {
        for (var watch = Stopwatch.StartNew(); ; )
        {
            var reply = await http.GetAsync("/ready");
            if (reply.Status == status)
                return reply;
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)), $"/ready says {reply.Status}");
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

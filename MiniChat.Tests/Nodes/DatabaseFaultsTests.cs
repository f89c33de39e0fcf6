using System.Diagnostics;
using System.Net;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Support;
using Npgsql;

namespace MiniChat.Tests.Nodes;

/// <summary>What callers are told while the database does not serve, and that nobody has to restart anything afterwards.</summary>
[TestFixture, NonParallelizable]
internal sealed class DatabaseFaultsTests
{
    private FakeUpstream _upstream = null!;
    private PostgresServer _server = null!;
    private MiniChatCluster _cluster = null!;
    private MiniChatClient _client = null!;

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    [OneTimeSetUp]
    public async Task Start()
    {
        _upstream = await FakeUpstream.StartAsync();
        _server = await PostgresServer.StartOwnAsync();
        var settings = new Dictionary<string, string>
        {
            ["OPENAI_BASE_URL"] = _upstream.BaseUrl,
            ["MiniChat__Postgres__Connections"] = "2",
        };
        _cluster = await MiniChatCluster.StartAsync(1, settings, _server);
        _client = new MiniChatClient(_cluster[0].Address);
        await _client.SendAsync(new Register { UserName = "alice", Password = MiniChatServer.Password }, Cancel);
        await _client.SignInAsync("alice", MiniChatServer.Password, Cancel);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _client?.Dispose();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Test]
    public async Task While_all_connections_wait_for_somebody_else_callers_are_told_in_time_and_nothing_of_theirs_is_kept()
    {
        await using var other = new NpgsqlConnection(_cluster.Database.ConnectionString + ";Pooling=false");
        await other.OpenAsync(Cancel);
        var held = await other.BeginTransactionAsync(Cancel);
        await using (var hold = new NpgsqlCommand("LOCK TABLE turns IN ACCESS EXCLUSIVE MODE", other))
            await hold.ExecuteNonQueryAsync(Cancel);

        var refused = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(n =>
                    n % 2 == 0
                        ? RefusedAsync(() => _client.SendAsync(new FindQuestions(), Cancel))
                        : RefusedAsync(() => _client.SendAsync(new Question { Text = $"Refused {n}" }, Cancel))
                )
        );
        var health = await StatusAsync("/health");
        await held.RollbackAsync(Cancel);
        await Eventually.TrueAsync(async () => await StatusAsync("/ready") == HttpStatusCode.OK);
        var answer = await _client.SendAsync(new Question { Text = "And now?" }, Cancel);
        var found = await _client.SendAsync(new FindQuestions(), Cancel);

        AssertRefused(refused);
        Assert.That(health, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Answer, Is.EqualTo(FakeUpstream.UsualReply));
        Assert.That(found.Results.Select(one => one.Text), Has.None.StartsWith("Refused").And.Contains("And now?"));
    }

    [Test]
    public async Task While_the_database_is_away_answers_go_on_in_memory_and_are_kept_when_it_is_back()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _upstream.Answer(async context =>
        {
            var writer = new UpstreamWriter(context, default);
            await writer.BeginAsync();
            await writer.TextAsync("So ");
            await gate.Task.WaitAsync(context.RequestAborted);
            await writer.TextAsync("far");
            await writer.FinishAsync("stop", 3, 4);
        });
        await using var reading = _client
            .StreamAsync(new Question { Text = "How far?" }, null, Cancel)
            .GetAsyncEnumerator(Cancel);
        var heard = await UntilAsync(reading, "So ");

        await _server.StopAsync();
        await Eventually.TrueAsync(async () => await StatusAsync("/ready") == HttpStatusCode.ServiceUnavailable);
        var health = await StatusAsync("/health");
        var refused = await RefusedAsync(() => _client.SendAsync(new Question { Text = "Refused as well" }, Cancel));
        gate.SetResult();
        heard += await UntilAsync(reading, "far");
        await _server.StartAsync();
        var last = await reading.MoveNextAsync() ? reading.Current : null;
        await Eventually.TrueAsync(async () => await StatusAsync("/ready") == HttpStatusCode.OK);
        _upstream.Answer(null);
        await _client.SendAsync(new Question { Text = "And now?" }, Cancel);
        var found = await _client.SendAsync(new FindQuestions { Take = 2 }, Cancel);

        AssertRefused([refused]);
        Assert.That(health, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((heard, last?.Event), Is.EqualTo(("So far", "completed")));
        Assert.That(
            found.Results.Select(one => (one.Text, one.State, one.Answer)),
            Is.EqualTo(
                new[]
                {
                    ("And now?", AnswerState.Completed, FakeUpstream.UsualReply),
                    ("How far?", AnswerState.Completed, "So far"),
                }
            )
        );
    }

    private static async Task<string> UntilAsync(IAsyncEnumerator<AnswerEvent> reading, string text)
    {
        while (await reading.MoveNextAsync())
        {
            if (reading.Current.Data is AnswerDelta delta)
                return delta.Text;
        }
        throw new AssertionException($"The stream ended before “{text}”.");
    }

    private static async Task<(MiniChatException Error, TimeSpan After)> RefusedAsync(Func<Task> act)
    {
        var begun = Stopwatch.GetTimestamp();
        var error = await Assert.ThrowsAsync<MiniChatException>(act);
        return (error!, Stopwatch.GetElapsedTime(begun));
    }

    private static void AssertRefused((MiniChatException Error, TimeSpan After)[] all)
    {
        Assert.That(
            all.Select(one => (one.Error.StatusCode, one.Error.ErrorCode)),
            Is.All.EqualTo((HttpStatusCode.ServiceUnavailable, "StoreUnavailable"))
        );
        Assert.That(all.Select(one => one.Error.RetryAfter), Is.All.GreaterThan(TimeSpan.Zero));
        Assert.That(all.Select(one => one.After), Is.All.LessThan(TimeSpan.FromSeconds(10)));
    }

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var http = new HttpClient { BaseAddress = _cluster[0].Address };
        using var response = await http.GetAsync(path, Cancel);
        return response.StatusCode;
    }
}

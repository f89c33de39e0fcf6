using System.Diagnostics;
using System.Net;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Nodes;

/// <summary>A process that hangs, or cannot reach the database, and comes back.</summary>
[TestFixture, NonParallelizable]
internal sealed class NodeFaultsTests : ClusterFixture
{
    protected override bool OverLine => true;

    private static Task<GetAnswerResponse> PollAsync(MiniChatClient client, long answerId) =>
        client.SendAsync(new GetAnswer { AnswerId = answerId }, Cancel);

    /// <summary>Asks, and waits until the first half is kept.</summary>
    private async Task<(long AnswerId, string Node)> AskHalfAsync(MiniChatClient client)
    {
        var answerId = (await client.SendAsync(new Question { Text = "Why?", Stream = true }, Cancel)).AnswerId;
        await Eventually.TrueAsync(async () =>
            await Cluster.Database.ScalarAsync<string>($"SELECT text FROM turns WHERE id = {answerId}") == "Half an"
        );
        return (answerId, await Cluster.Database.ScalarAsync<string>($"SELECT node_id FROM turns WHERE id = {answerId}"));
    }

    /// <summary>What everybody finds of an answer that was taken from its node, and what the ledger has.</summary>
    private async Task AssertInterruptedAsync(MiniChatClient[] clients, long answerId)
    {
        foreach (var client in clients)
        {
            var found = await PollAsync(client, answerId);
            Assert.That((found.State, found.Text), Is.EqualTo((AnswerState.Interrupted, "Half an")));
        }
        var entries = $"SELECT string_agg(state, ',') FROM usages WHERE answer_id = {answerId}";
        Assert.That(await Cluster.Database.ScalarAsync<string>(entries), Is.EqualTo("interrupted"));
    }

    [Test]
    public async Task What_hangs_longer_than_its_lease_loses_its_answers_once_and_serves_again_under_another_name()
    {
        var clients = await SignUpAsync();
        var gate = HoldAnswers("Half an", "swer");
        var (answerId, node) = await AskHalfAsync(clients[1]);
        var call = await Upstream.NextCallAsync();
        var reading = LastOfAsync(clients[2], answerId);

        Cluster[1].Pause();
        try
        {
            Assert.That(await reading, Is.EqualTo("Half an|interrupted 7"));
            // The rest is in its hands when it wakes up.
            gate.SetResult();
            await call.Ended;
        }
        finally
        {
            Cluster[1].GoOn();
        }

        await Eventually.TrueAsync(async () => (await PollAsync(clients[1], answerId)).State == AnswerState.Interrupted);
        HoldAnswers("Half an", "other");
        var (nextId, next) = await AskHalfAsync(clients[1]);
        await clients[1].SendAsync(new StopAnswer { AnswerId = nextId }, Cancel);
        await AssertInterruptedAsync(clients, answerId);
        Assert.That(next, Is.Not.EqualTo(node));
        var left = await Cluster.Database.ScalarAsync<long>($"SELECT count(*) FROM nodes WHERE id = '{node}'");
        Assert.That((left, await NodesAsync()), Is.EqualTo((0L, 3L)));
    }

    private Task<long> NodesAsync() => Cluster.Database.ScalarAsync<long>("SELECT count(*) FROM nodes");

    /// <summary>Reads an answer to its end.</summary>
    private static async Task<string> LastOfAsync(MiniChatClient client, long answerId)
    {
        var text = "";
        await foreach (var one in client.StreamAsync(new StreamAnswer { AnswerId = answerId }, null, Cancel))
        {
            if (one.Data is AnswerDelta delta)
                text += delta.Text;
            if (one.Data is AnswerEnded ended)
                text += $"|{one.Event} {ended.Length}";
        }
        return text;
    }

    [Test]
    public async Task Who_is_cut_off_from_the_database_refuses_in_time_while_the_others_go_on_and_comes_back_by_itself()
    {
        var clients = await SignUpAsync();
        using var http = HttpOf(0, clients[0].BearerToken);
        HoldAnswers("Half an", "swer");
        var (answerId, _) = await AskHalfAsync(clients[0]);
        Upstream.Answer(null);

        Cluster.Line.Mute();
        var begun = Stopwatch.GetTimestamp();
        var refusing = RefusedAsync(clients[0]);
        var others = await Task.WhenAll(clients[1..].Select(one => one.SendAsync(new Question { Text = "You?" }, Cancel)));
        await Eventually.TrueAsync(async () => (await PollAsync(clients[2], answerId)).State == AnswerState.Interrupted);
        await Eventually.TrueAsync(async () => await StatusAsync(http, "/ready") == HttpStatusCode.ServiceUnavailable);
        var health = await StatusAsync(http, "/health");
        var (refused, waited) = await refusing;
        Cluster.Line.Mend();
        await Eventually.TrueAsync(async () => await StatusAsync(http, "/ready") == HttpStatusCode.OK);
        await Eventually.TrueAsync(async () => await NodesAsync() == 3);
        var back = await BackAsync(clients[0]);

        Assert.That(
            (refused!.StatusCode, refused.ErrorCode),
            Is.EqualTo((HttpStatusCode.ServiceUnavailable, "StoreUnavailable"))
        );
        Assert.That(refused.RetryAfter, Is.GreaterThan(TimeSpan.Zero));
        Assert.That(waited, Is.LessThan(TimeSpan.FromSeconds(10)));
        Assert.That(others.Append(back).Select(one => one.Answer), Is.All.EqualTo(FakeUpstream.UsualReply));
        Assert.That(health, Is.EqualTo(HttpStatusCode.OK));
        await AssertInterruptedAsync(clients, answerId);
        var found = await clients[1].SendAsync(new FindQuestions(), Cancel);
        Assert.That(found.Results.Select(one => one.Text), Is.EquivalentTo(new[] { "Why?", "You?", "You?", "And now?" }));
    }

    private static async Task<(MiniChatException Error, TimeSpan After)> RefusedAsync(MiniChatClient client)
    {
        var begun = Stopwatch.GetTimestamp();
        var error = await Assert.ThrowsAsync<MiniChatException>(() => client.SendAsync(new Question { Text = "Hello?" }, Cancel));
        return (error!, Stopwatch.GetElapsedTime(begun));
    }

    /// <summary>Asks until it is taken: while a node changes its name it takes nothing.</summary>
    private static async Task<QuestionResponse> BackAsync(MiniChatClient client)
    {
        QuestionResponse? answer = null;
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                answer = await client.SendAsync(new Question { Text = "And now?" }, Cancel);
            }
            catch (MiniChatException e) when (e.ErrorCode == "StoreUnavailable")
            {
                return false;
            }
            return true;
        });
        return answer!;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(path, Cancel);
        return response.StatusCode;
    }
}

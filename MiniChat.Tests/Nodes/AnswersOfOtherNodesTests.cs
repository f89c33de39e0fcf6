using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Nodes;

/// <summary>An answer is the same at every process, whichever makes it.</summary>
[TestFixture]
internal sealed class AnswersOfOtherNodesTests : ClusterFixture
{
    private static async Task<string> ReadAsync(MiniChatClient client, long answerId, long? after = null)
    {
        var text = "";
        await foreach (var one in client.StreamAsync(new StreamAnswer { AnswerId = answerId, After = after }, null, Cancel))
        {
            if (one.Data is AnswerDelta delta)
                text += delta.Text;
            if (one.Data is AnswerEnded ended)
                return $"{text}|{one.Event} {ended.Length}";
        }
        return text;
    }

    private static async Task<long> AskAsync(MiniChatClient client, string text = "Why?")
    {
        var asked = await client.SendAsync(new Question { Text = text, Stream = true }, Cancel);
        return asked.AnswerId;
    }

    [Test]
    public async Task It_is_read_and_followed_at_another()
    {
        var clients = await SignUpAsync();
        var gate = HoldAnswers("So ", "far 🙂");
        var answerId = await AskAsync(clients[0]);
        await Upstream.NextCallAsync();

        var (there, here) = (ReadAsync(clients[1], answerId), ReadAsync(clients[0], answerId));
        await Eventually.TrueAsync(async () => (await PollAsync(clients[2], answerId)).Text == "So ");
        gate.SetResult();

        Assert.That(await there, Is.EqualTo("So far 🙂|completed 11"));
        Assert.That(await here, Is.EqualTo(await there));
        Assert.That(await ReadAsync(clients[2], answerId, after: 3), Is.EqualTo("far 🙂|completed 11"));
    }

    [Test]
    public async Task A_long_one_comes_whole()
    {
        var clients = await SignUpAsync();
        var long1 = string.Concat(Enumerable.Repeat("ä long line of text, \"quoted\"\n", 2000));
        var gate = HoldAnswers(long1, long1);
        var answerId = await AskAsync(clients[2]);
        await Upstream.NextCallAsync();
        var reading = ReadAsync(clients[0], answerId);
        gate.SetResult();

        var read = await reading;

        Assert.That(read.Split('|')[0], Is.EqualTo(long1 + long1));
        Assert.That(read, Does.Contain("|completed "));
    }

    [Test]
    public async Task It_is_stopped_from_another()
    {
        var clients = await SignUpAsync();
        HoldAnswers("Enough", "never");
        var answerId = await AskAsync(clients[0]);
        var call = await Upstream.NextCallAsync();
        await Eventually.TrueAsync(async () => (await PollAsync(clients[1], answerId)).Text == "Enough");

        var stopped = await clients[1].SendAsync(new StopAnswer { AnswerId = answerId }, Cancel);

        Assert.That((stopped.State, stopped.Text), Is.EqualTo((AnswerState.Stopped, "Enough")));
        Assert.That((await PollAsync(clients[0], answerId)).State, Is.EqualTo(AnswerState.Stopped));
        await call.Ended.WaitAsync(Deadline.Longest);
    }

    [Test]
    public async Task A_hundred_equal_asks_at_all_of_them_are_one()
    {
        var clients = await SignUpAsync();
        var before = Upstream.Calls;
        var options = new SendOptions { IdempotencyKey = "one-and-only" };

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(n => clients[n % 3].SendAsync(new Question { Text = "The same?" }, options, Cancel))
        );

        Assert.That(answers.Distinct().Count(), Is.EqualTo(1));
        Assert.That(answers[0].Answer, Is.EqualTo(FakeUpstream.UsualReply));
        Assert.That(Upstream.Calls - before, Is.EqualTo(1));
        var usage = await clients[1].SendAsync(new FindUsage(), Cancel);
        Assert.That(usage.Totals.Calls, Is.EqualTo(1));
    }

    [Test]
    public async Task A_new_one_is_told_to_who_follows_all_of_an_account_at_another()
    {
        var clients = await SignUpAsync();
        using var http = HttpOf(1, clients[1].BearerToken);
        using var stream = await http.GetAsync("/answers/events", HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync(Cancel));
        while (!(await lines.ReadLineAsync(Cancel))!.StartsWith("data:", StringComparison.Ordinal))
            continue;

        await AskAsync(clients[2], "Anybody?");

        string line;
        do line = (await lines.ReadLineAsync(Cancel))!;
        while (!line.Contains("\"length\"", StringComparison.Ordinal));
        Assert.That(line, Does.Contain("\"completed\""));
    }

    private static Task<GetAnswerResponse> PollAsync(MiniChatClient client, long answerId) =>
        client.SendAsync(new GetAnswer { AnswerId = answerId }, Cancel);
}

using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Nodes;

/// <summary>What a process leaves behind that is killed.</summary>
[TestFixture]
internal sealed class DeadNodeTests : ClusterFixture
{
    [Test]
    public async Task Its_answers_are_interrupted_once_and_readers_elsewhere_are_told()
    {
        var clients = await SignUpAsync();
        HoldAnswers("Half an", "swer");
        var answerId = (await clients[0].SendAsync(new Question { Text = "Why?", Stream = true }, Cancel)).AnswerId;
        await Upstream.NextCallAsync();
        var reading = clients[1]
            .SendAsync(
                new GetAnswer
                {
                    AnswerId = answerId,
                    Wait = 30,
                    After = 7,
                },
                Cancel
            );
        await Eventually.TrueAsync(async () =>
            await Cluster.Database.ScalarAsync<string>($"SELECT text FROM turns WHERE id = {answerId}") == "Half an"
        );

        await Cluster.KillAsync(0);
        var read = await reading;

        Assert.That(read.State, Is.EqualTo(AnswerState.Interrupted));
        var kept = await clients[2].SendAsync(new GetAnswer { AnswerId = answerId }, Cancel);
        Assert.That((kept.State, kept.Text), Is.EqualTo((AnswerState.Interrupted, "Half an")));
        var entries = await Cluster.Database.ScalarAsync<long>(
            $"SELECT count(*) FROM usages WHERE answer_id = {answerId} AND state = 'interrupted'"
        );
        Assert.That(entries, Is.EqualTo(1));
        Upstream.Answer(null);
        var next = await clients[1].SendAsync(new Question { Text = "And now?" }, Cancel);
        Assert.That(next.Answer, Is.EqualTo(FakeUpstream.UsualReply));
        await Cluster.StartAsync(0);
        Assert.That((await clients[0].SendAsync(new GetAnswer { AnswerId = next.AnswerId }, Cancel)).Text, Is.Not.Empty);
    }
}

using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

/// <summary>The whole server over PostgreSQL.</summary>
// Its bus would be counted by the tests of another one.
[TestFixture, NonParallelizable]
internal sealed class PostgresServerStartTests
{
    [Test]
    public async Task A_question_is_asked_and_kept_over_a_restart()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__MiniChat"] = database.ConnectionString,
            ["JWT_SECRET"] = new('s', 48),
        };
        string token;
        long asked;
        await using (var server = MiniChatServer.Start(settings: settings))
        {
            using var client = await server.SignUpAsync();
            token = client.BearerToken!;
            asked = (
                await client.SendAsync(new Question { Text = "What is 1+1?" }, TestContext.CurrentContext.CancellationToken)
            ).AnswerId;
        }

        await using var next = MiniChatServer.Start(settings: settings);
        using var again = new Client.MiniChatClient(next.Address) { BearerToken = token };
        var found = await again.SendAsync(new FindQuestions(), TestContext.CurrentContext.CancellationToken);

        Assert.That(found.Results.Single().AnswerId, Is.EqualTo(asked));
        Assert.That(found.Results.Single().State, Is.EqualTo(AnswerState.Completed));
        Assert.That(await database.ScalarAsync<long>("SELECT count(*) FROM usages"), Is.EqualTo(1));
    }
}

using System.Text.Json;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Operations;

/// <summary>Questions that were promised are made, however the server ended.</summary>
[TestFixture]
internal sealed class InterviewOverRestartsTests
{
    private static async Task<MiniChatClient> SignInAsync(Uri address, bool isNew)
    {
        var client = new MiniChatClient(address);
        if (isNew)
            await client.SendAsync(new Register { UserName = "alice", Password = MiniChatServer.Password }, Deadline.Soon);
        await client.SignInAsync("alice", MiniChatServer.Password, Deadline.Soon);
        return client;
    }

    private static string QuestionsOf(JsonElement body) =>
        InterviewText.Of(
            InterviewText.CountOf(
                body.GetProperty("response_format").GetProperty("json_schema").GetProperty("schema").GetRawText()
            )
        );

    [TestCase(UpstreamFault.StallBeforeHeaders)]
    [TestCase(UpstreamFault.StallInMidStream)]
    public async Task After_kill_9_while_questions_are_being_made_the_next_start_makes_them(UpstreamFault stall)
    {
        using var folder = new TempFolder();
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.ChunkLength = 64;
        upstream.Reply(call => QuestionsOf(call.Json)).Fault(stall);
        var settings = new Dictionary<string, string>
        {
            ["OPENAI_BASE_URL"] = upstream.BaseUrl,
            ["MiniChat__Interviews__Questions"] = "7",
        };
        using (var server = await MiniChatProcess.StartAsync(folder, settings))
        {
            using var client = await SignInAsync(server.Address, isNew: true);
            await client.DescribeAsync("I grow walnuts.");
            await (await upstream.NextCallAsync()).Begun.WaitAsync(Deadline.Soon);
            await server.KillAsync();
        }

        using var again = await MiniChatProcess.StartAsync(folder, settings);
        using var same = await SignInAsync(again.Address, isNew: false);
        var found = await same.UntilAsync(InterviewState.Ready);
        var profile = await same.SendAsync(new GetProfile(), Deadline.Soon);

        Assert.That(found.Results, Has.Count.EqualTo(7));
        Assert.That(profile.SkillDescription, Is.EqualTo("I grow walnuts."));
        Assert.That(upstream.Calls, Is.EqualTo(2));
        Assert.That(string.Join('\n', again.Log), Does.Not.Contain("walnuts").And.Not.Contain("right 1"));
    }
}

using System.Diagnostics;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Operations;

/// <summary><c>make cluster</c>: PostgreSQL, three processes and nginx on this machine.</summary>
[TestFixture]
internal sealed class ClusterScriptTests
{
    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task A_cluster_answers_after_a_process_is_killed_and_goes_on_with_its_data_and_leaves_nothing_behind()
    {
        OtherPrograms.Demand(PostgresPrograms.Folder is not null, "PostgreSQL is not installed.");
        PageLines.DemandPrograms();
        foreach (var program in new[] { "nginx", "setpriv", "flock" })
            OtherPrograms.DemandProgram(program);
        var folder = await OrdinaryUser.NewFolderAsync();
        try
        {
            var token = await AskAsync(folder);
            await AskAgainAsync(folder, token);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Plays README.md, asks, kills a process, asks again, and stops everything by the script.</summary>
    /// <returns>The token of who asked.</returns>
    private static async Task<string> AskAsync(string folder)
    {
        await using var cluster = await ClusterScript.StartAsync(folder);
        PageLines.AssertReadme((await PageLines.PlayAsync("README.md", cluster.Address)).Output);
        using var client = new MiniChatClient(cluster.Address);
        await client.SendAsync(new Register { UserName = "grace", Password = MiniChatServer.Password }, Cancel);
        await client.SignInAsync("grace", MiniChatServer.Password, Cancel);
        var before = await client.SendAsync(new Question { Text = "What is a node?" }, Cancel);

        using (var node = Process.GetProcessById(cluster.Ids[0]))
            node.Kill();
        // As many as there were processes, so that one of these was the dead one's.
        List<string> after = [];
        foreach (var text in new[] { "Who is left?", "And who else?", "And then?" })
            after.Add(await FollowAsync(client, text));

        Assert.That(cluster.Ids, Has.Count.EqualTo(5));
        Assert.That(before.Answer, Is.Not.Empty);
        Assert.That(after, Has.All.EqualTo("completed"));
        await cluster.StopAsync();
        Assert.That(cluster.Running(), Is.Zero);
        return client.BearerToken!;
    }

    /// <summary>Asks and follows, again with the same key where the connection broke, and tells how it ended.</summary>
    private static async Task<string> FollowAsync(MiniChatClient client, string text)
    {
        var last = "";
        await foreach (var one in client.FollowAsync(new Question { Text = text }, cancel: Cancel))
            last = one.Event;
        return last;
    }

    /// <summary>Starts it again, and finds what was asked with the same token.</summary>
    private static async Task AskAgainAsync(string folder, string token)
    {
        await using var cluster = await ClusterScript.StartAsync(folder);
        using var client = new MiniChatClient(cluster.Address) { BearerToken = token };

        var found = await client.SendAsync(new FindQuestions(), Cancel);

        Assert.That(found.Results, Has.Count.EqualTo(4));
        await cluster.StopAsync();
        Assert.That(cluster.Running(), Is.Zero);
    }
}

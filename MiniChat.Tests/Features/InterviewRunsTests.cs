using Microsoft.Extensions.DependencyInjection;
using MiniChat.Client;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>Interviews of many accounts, of one that is gone, and over the server's end.</summary>
[TestFixture]
internal sealed class InterviewRunsTests
{
    private ScriptedModel _model = null!;
    private MiniChatServer _server = null!;
    private MiniChatClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _model = new ScriptedModel();
        _server = MiniChatServer.Start(_model, new() { ["MiniChat__Interviews__Questions"] = "2" });
        _client = await _server.SignUpAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Four_accounts_are_served_at_once_and_the_fifth_in_its_turn()
    {
        var people = new List<MiniChatClient>();
        for (var i = 0; i < 5; i++)
        {
            people.Add(await _server.SignUpAsync());
            await people[i].DescribeAsync($"person {i}");
        }
        var calls = new List<ScriptedAnswer>();
        for (var i = 0; i < 4; i++)
            calls.Add(await _model.NextCallAsync());
        Assert.That(_model.Requests, Has.Count.EqualTo(4));

        calls[0].Say(InterviewText.Of(2)).Finish();
        calls.Add(await _model.NextCallAsync());
        foreach (var call in calls.Skip(1))
            call.Say(InterviewText.Of(2)).Finish();

        foreach (var person in people)
            Assert.That((await person.UntilAsync(InterviewState.Ready)).Results, Has.Count.EqualTo(2));
        Assert.That(calls.Select(call => call.Request.Messages[1].Content), Is.Unique);
        people.ForEach(person => person.Dispose());
    }

    [Test]
    public async Task The_job_of_an_account_that_is_gone_just_ends()
    {
        using var other = await _server.SignUpAsync();
        await other.DescribeAsync("gone");
        var call = await _model.NextCallAsync();
        await _server.Services.GetRequiredService<IAccountStore>().DeleteAsync(2, Deadline.Soon);
        call.Say(InterviewText.Of(2)).Finish();

        Assert.That(await _client.InterviewAsync(_model), Has.Count.EqualTo(2));
        Assert.That(await DatabaseRows.ReadAsync(_server, "SELECT account_id FROM interviews"), Is.EqualTo(new[] { "1" }));
    }

    [Test]
    public async Task The_server_s_end_calls_off_what_is_being_made_and_the_next_start_goes_on_with_it()
    {
        using var folder = new TempFolder();
        var model = new ScriptedModel();
        ScriptedAnswer call;
        await using (var first = MiniChatServer.Start(model, folder: folder))
        {
            using var person = await first.SignUpAsync();
            await person.DescribeAsync("walnuts");
            call = await model.NextCallAsync();
        }
        Assert.That(call.Cancelled.Task.IsCompleted, "at the server's end");

        await using var second = MiniChatServer.Start(model, folder: folder);
        (await model.NextCallAsync()).Say(InterviewText.Of(5)).Finish();
        using var same = new MiniChatClient(second.Address);
        await same.SignInAsync("person1", MiniChatServer.Password, Deadline.Soon);

        Assert.That((await same.UntilAsync(InterviewState.Ready)).Results, Has.Count.EqualTo(5));
        Assert.That(
            await DatabaseRows.ReadAsync(second, "SELECT state FROM usages WHERE state <> 'completed'"),
            Is.EqualTo(new[] { "interrupted" })
        );
    }
}

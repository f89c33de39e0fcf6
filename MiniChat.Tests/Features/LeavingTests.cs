using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>What becomes of an answer when the one who asked leaves.</summary>
[TestFixture]
internal sealed class LeavingTests
{
    private ScriptedModel _model = null!;
    private MiniChatServer _server = null!;
    private MiniChatClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _model = new ScriptedModel();
        _server = MiniChatServer.Start(_model);
        _client = await _server.SignUpAsync();
    }

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TestCase(true)]
    [TestCase(false)]
    public async Task Under_cancel_the_model_call_ends_when_the_asker_leaves_and_the_text_is_kept(bool stream)
    {
        using var leave = new CancellationTokenSource();
        var question = new Question { Text = "go", OnDisconnect = DisconnectPolicy.Cancel };
        var asking = stream ? DrainAsync(question, leave.Token) : _client.SendAsync(question, leave.Token);
        var call = await _model.NextCallAsync();
        call.Say("half");

        await leave.CancelAsync();

        await call.Cancelled.Task.WaitAsync(Deadline.Longest);
        await asking.ContinueWith(_ => { }, TaskScheduler.Default);
        var answer = await EndAsync();
        Assert.That(answer.State, Is.EqualTo(AnswerState.Stopped));
        Assert.That(answer.Text, Is.EqualTo("half").Or.Empty);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task By_default_the_answer_is_finished_when_the_asker_leaves(bool stream)
    {
        using var leave = new CancellationTokenSource();
        var question = new Question { Text = "go" };
        var asking = stream ? DrainAsync(question, leave.Token) : _client.SendAsync(question, leave.Token);
        var call = await _model.NextCallAsync();

        await leave.CancelAsync();
        await asking.ContinueWith(_ => { }, TaskScheduler.Default);
        call.Say("whole").Finish();

        var answer = await EndAsync();
        Assert.That((answer.State, answer.Text), Is.EqualTo((AnswerState.Completed, "whole")));
    }

    private async Task<GetAnswerResponse> EndAsync()
    {
        var found = await _client.SendAsync(new FindQuestions(), Deadline.Soon);
        var id = found.Results.Single().AnswerId;
        await _client.SendAsync(
            new GetAnswer
            {
                AnswerId = id,
                After = long.MaxValue,
                Wait = 30,
            },
            Deadline.Soon
        );
        return await _client.SendAsync(new GetAnswer { AnswerId = id }, Deadline.Soon);
    }

    private async Task DrainAsync(Question question, CancellationToken cancel)
    {
        await foreach (var _ in _client.StreamAsync(question, cancel: cancel))
            continue;
    }
}

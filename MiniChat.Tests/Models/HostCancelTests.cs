using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Client;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Models;

/// <summary>Who leaves, or stops an answer, ends the model's work at once, through the whole server.</summary>
[TestFixture, NonParallelizable]
internal sealed class HostCancelTests
{
    // Cancelling takes milliseconds; the rest is for a busy machine.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(3);
    private FakeUpstream _upstream = null!;
    private MiniChatServer _server = null!;
    private MiniChatClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _upstream = await FakeUpstream.StartAsync();
        _server = MiniChatServer.Start(
            settings: new() { ["OPENAI_BASE_URL"] = _upstream.BaseUrl, ["MiniChat__Limits__RunningAnswersPerAccount"] = "0" }
        );
        _client = await _server.SignUpAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    private Task AskAsync(Question question, bool stream, CancellationToken cancel) =>
        stream ? DrainAsync(question, cancel) : _client.SendAsync(question, cancel);

    private async Task DrainAsync(Question question, CancellationToken cancel)
    {
        await foreach (var _ in _client.StreamAsync(question, cancel: cancel))
            continue;
    }

    private async Task<GetAnswerResponse> EndOfAsync(long id) =>
        await _client.SendAsync(
            new GetAnswer
            {
                AnswerId = id,
                After = long.MaxValue,
                Wait = 30,
            },
            Deadline.Soon
        );

    [Test]
    public async Task Who_leaves_under_cancel_ends_the_call_in_every_phase(
        [Values(UpstreamFault.StallBeforeHeaders, UpstreamFault.StallBeforeFirstByte, UpstreamFault.StallInMidStream)]
            UpstreamFault phase,
        [Values] bool stream
    )
    {
        _upstream.Fault(phase);
        using var leave = new CancellationTokenSource();
        var asking = AskAsync(new Question { Text = "go", OnDisconnect = DisconnectPolicy.Cancel }, stream, leave.Token);
        var call = await _upstream.NextCallAsync();
        await call.Begun.WaitAsync(Deadline.Longest);

        var watch = Stopwatch.StartNew();
        await leave.CancelAsync();
        await call.Disconnected.WaitAsync(Deadline.Longest);

        Assert.That(watch.Elapsed, Is.LessThan(AtOnce));
        await asking.ContinueWith(_ => { }, TaskScheduler.Default);
        var kept = (await _client.SendAsync(new FindQuestions(), Deadline.Soon)).Results.Single();
        Assert.That((await EndOfAsync(kept.AnswerId)).State, Is.EqualTo(AnswerState.Stopped));
        Assert.That(_upstream.Calls, Is.EqualTo(1), "nothing is asked again");
    }

    [TestCase(UpstreamFault.StallBeforeHeaders)]
    [TestCase(UpstreamFault.StallBeforeFirstByte)]
    [TestCase(UpstreamFault.StallInMidStream)]
    public async Task A_stop_ends_the_call_in_every_phase(UpstreamFault phase)
    {
        _upstream.Fault(phase);
        var begun = await _client.SendAsync(new Question { Text = "go", Stream = true }, Deadline.Soon);
        var call = await _upstream.NextCallAsync();
        await call.Begun.WaitAsync(Deadline.Longest);

        var watch = Stopwatch.StartNew();
        var stopped = await _client.SendAsync(new StopAnswer { AnswerId = begun.AnswerId }, Deadline.Soon);
        await call.Disconnected.WaitAsync(Deadline.Longest);

        Assert.That(watch.Elapsed, Is.LessThan(AtOnce));
        Assert.That(stopped.State, Is.EqualTo(AnswerState.Stopped));
    }

    [Test]
    public async Task Three_hundred_asks_that_are_left_leave_nothing_behind()
    {
        const int Asks = 300;
        _upstream.Fault(UpstreamFault.StallBeforeFirstByte, Asks);
        var calls = new List<UpstreamCall>();
        for (var round = 0; round < Asks; round += 50)
        {
            using var leave = new CancellationTokenSource();
            var asks = Enumerable
                .Range(0, 50)
                .Select(i =>
                    AskAsync(new Question { Text = "go", OnDisconnect = DisconnectPolicy.Cancel }, i % 2 == 0, leave.Token)
                )
                .ToArray();
            for (var i = 0; i < asks.Length; i++)
                calls.Add(await _upstream.NextCallAsync());
            await leave.CancelAsync();
            await Task.WhenAll(asks).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        await Task.WhenAll(calls.Select(call => call.Ended)).WaitAsync(Deadline.Longest);

        Assert.That(_upstream.Calls, Is.EqualTo(Asks));
        var running = _server.Services.GetRequiredService<RunningAnswers>();
        await Task.WhenAll(running.All.Select(log => log.Ended)).WaitAsync(Deadline.Longest);
        var left = await _client.SendAsync(new FindQuestions { Take = 100 }, Deadline.Soon);
        Assert.That(left.Results.Select(question => question.State), Is.All.EqualTo(AnswerState.Stopped));
        Assert.That((await _client.SendAsync(new Question { Text = "still there?" }, Deadline.Soon)).Answer, Is.Not.Empty);
    }
}

using Microsoft.Extensions.DependencyInjection;
using MiniChat.Client;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceInterface.Usages;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>What was used of the models is told to whom it concerns.</summary>
[TestFixture]
internal sealed class UsagesTests
{
    private static readonly Dictionary<string, string> WithAdmin = new()
    {
        ["MiniChat__Admin__UserName"] = "root",
        ["MiniChat__Admin__Password"] = MiniChatServer.Password,
    };

    private ManualClock _clock = null!;
    private ScriptedModel _model = null!;
    private MiniChatServer _server = null!;
    private MiniChatClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _clock = new ManualClock();
        _model = new ScriptedModel();
        _server = MiniChatServer.Start(_model, WithAdmin, clock: _clock);
        _client = await _server.SignUpAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private Task<FindUsageResponse> UsageAsync(FindUsage? request = null, MiniChatClient? client = null) =>
        (client ?? _client).SendAsync(request ?? new FindUsage(), Deadline.Soon);

    private static async Task<int> StatusAsync(Func<Task> call) =>
        (int)(await Assert.ThrowsAsync<MiniChatException>(call))!.StatusCode;

    private async Task<long> AskAsync(MiniChatClient? client = null, string? model = null)
    {
        var asking = (client ?? _client).SendAsync(new Question { Text = "go", Model = model }, Deadline.Soon);
        (await _model.NextCallAsync()).Say("answer").Finish();
        return (await asking).AnswerId;
    }

    [Test]
    public async Task A_completed_answer_counts_once_with_the_tokens_that_the_model_told()
    {
        await AskAsync();

        var usage = await UsageAsync();

        var item = new UsageItem
        {
            Day = "2026-01-02",
            Model = "scripted",
            Calls = 1,
            PromptTokens = 3,
            CompletionTokens = 5,
        };
        Assert.That(usage.Results, Is.EqualTo(new[] { item }));
        Assert.That(
            usage.Totals,
            Is.EqualTo(
                new UsageTotals
                {
                    Calls = 1,
                    PromptTokens = 3,
                    CompletionTokens = 5,
                }
            )
        );
    }

    [Test]
    public async Task Stopped_and_failed_answers_count_by_estimate_and_what_cost_nothing_as_nothing()
    {
        var stopped = await _client.SendAsync(new Question { Text = "stop me", Stream = true }, Deadline.Soon);
        (await _model.NextCallAsync()).Say("half a word");
        await _client.SendAsync(
            new GetAnswer
            {
                AnswerId = stopped.AnswerId,
                After = 0,
                Wait = 30,
            },
            Deadline.Soon
        );
        await _client.SendAsync(new StopAnswer { AnswerId = stopped.AnswerId }, Deadline.Soon);
        var afterStop = await UsageAsync();
        var failing = _client.SendAsync(new Question { Text = "fail me" }, Deadline.Soon);
        (await _model.NextCallAsync()).Say("ha").Fail(new ModelException(ModelFailure.ModelStreamBroken, "It broke off."));
        Assert.That(await StatusAsync(() => failing), Is.EqualTo(502));
        var refused = _client.SendAsync(new Question { Text = "refuse me" }, Deadline.Soon);
        (await _model.NextCallAsync()).Fail(new ModelException(ModelFailure.ModelRateLimited, "Not now."));
        Assert.That(await StatusAsync(() => refused), Is.EqualTo(503));

        var all = await UsageAsync();

        Assert.That(
            afterStop.Totals,
            Is.EqualTo(
                new UsageTotals
                {
                    Calls = 1,
                    PromptTokens = TokenEstimate.Of("stop me"),
                    CompletionTokens = TokenEstimate.OfText("half a word"),
                    Estimated = 1,
                }
            )
        );
        Assert.That((all.Totals.Calls, all.Totals.Failed, all.Totals.Estimated), Is.EqualTo((3, 2, 2)));
        Assert.That(
            all.Totals.PromptTokens,
            Is.EqualTo(TokenEstimate.Of("stop me") + TokenEstimate.Of("fail me")),
            "a model that refused has cost nothing"
        );
    }

    [Test]
    public async Task Every_kind_of_ask_is_entered_by_its_door_and_deleting_a_chat_takes_nothing_away()
    {
        var id = await AskAsync();
        var completion = _client.SendAsync(
            new CreateCompletion { Messages = [new CompletionMessage { Role = "user", Content = "go" }] },
            Deadline.Soon
        );
        (await _model.NextCallAsync()).Finish();
        await completion;
        var chat = await _client.SendAsync(new CreateChat(), Deadline.Soon);
        var turn = _client.SendAsync(new Chat { ChatId = chat.Id, Text = "go" }, Deadline.Soon);
        (await _model.NextCallAsync()).Finish();
        await turn;
        var again = _client.SendAsync(new RegenerateAnswer { AnswerId = id }, Deadline.Soon);
        (await _model.NextCallAsync()).Finish();
        await again;

        await _client.SendAsync(new DeleteChat { Id = chat.Id }, Deadline.Soon);

        Assert.That((await UsageAsync()).Totals.Calls, Is.EqualTo(4));
        var doors = await DatabaseRows.ReadAsync(_server, "SELECT door FROM usages ORDER BY id");
        Assert.That(doors, Is.EqualTo(new[] { "question", "completion", "chat", "regenerate" }));
    }

    [Test]
    public async Task What_came_with_a_key_is_told_apart_also_when_the_key_is_gone()
    {
        var key = await _client.SendAsync(new CreateApiKey { Name = "k" }, Deadline.Soon);
        using var program = new MiniChatClient(_server.Address) { BearerToken = key.Key };
        await AskAsync();
        await AskAsync(program);
        await AskAsync(program);

        await _client.SendAsync(new DeleteApiKey { Id = key.Id }, Deadline.Soon);

        Assert.That((await UsageAsync(new FindUsage { KeyId = key.Id })).Totals.Calls, Is.EqualTo(2));
        Assert.That((await UsageAsync()).Totals.Calls, Is.EqualTo(3));
    }

    [Test]
    public async Task One_sees_ones_own_and_an_admin_everybodys()
    {
        using var other = await _server.SignUpAsync();
        using var admin = new MiniChatClient(_server.Address);
        await admin.SignInAsync("root", MiniChatServer.Password, Deadline.Soon);
        var me = long.Parse((await _client.SendAsync(new Authenticate(), Deadline.Soon)).UserId!);
        await AskAsync();
        await AskAsync(other, "large");
        await AskAsync(other, "large");

        var own = await UsageAsync(new FindUsage { AccountId = me });
        var all = await UsageAsync(new FindUsage { All = true }, admin);
        var ofMe = await UsageAsync(new FindUsage { AccountId = me }, admin);
        var ofAdmin = await UsageAsync(client: admin);

        Assert.That(all.Results.Select(item => (item.Model, item.Calls)), Is.EqualTo(new[] { ("large", 2L), ("scripted", 1L) }));
        Assert.That((own.Totals.Calls, ofMe.Totals.Calls, ofAdmin.Totals.Calls), Is.EqualTo((1, 1, 0)));
        Assert.That(await StatusAsync(() => UsageAsync(new FindUsage { All = true })), Is.EqualTo(403));
        Assert.That(await StatusAsync(() => UsageAsync(new FindUsage { AccountId = me }, other)), Is.EqualTo(403));
    }

    [Test]
    public async Task Days_are_in_utc_newest_first_and_the_last_30_unless_others_are_named()
    {
        var ledger = _server.Services.GetRequiredService<IUsageStore>();
        var now = _clock.GetUtcNow();
        UsageEntry EntryAt(DateTimeOffset at) =>
            new()
            {
                AccountId = 1 + 1,
                Model = "m",
                Door = "question",
                State = AnswerState.Completed,
                At = at,
            };
        await ledger.AddAsync(
            [EntryAt(now), EntryAt(now.AddDays(-1)), EntryAt(now.AddDays(-29)), EntryAt(now.AddDays(-30))],
            default
        );

        var usual = await UsageAsync();
        var day = await UsageAsync(new FindUsage { From = new DateTime(2026, 1, 1), To = new DateTime(2026, 1, 2) });
        var year = await UsageAsync(new FindUsage { From = now.UtcDateTime.AddDays(-365) });

        Assert.That(usual.Results.Select(item => item.Day), Is.EqualTo(new[] { "2026-01-02", "2026-01-01", "2025-12-04" }));
        Assert.That(day.Results.Single().Day, Is.EqualTo("2026-01-01"));
        Assert.That(year.Totals.Calls, Is.EqualTo(4));
    }

    [TestCase("from=2026-01-02&to=2026-01-02")]
    [TestCase("from=2026-02-02")]
    [TestCase("from=2024-12-31&to=2026-01-02")]
    [TestCase("from=yesterday")]
    public async Task A_span_that_is_not_right_is_refused(string query)
    {
        using var http = new OneConnection(_server.Address, _client.BearerToken);

        var reply = await http.GetAsync($"/usage?{query}");

        Assert.That(reply.Status, Is.EqualTo(400), reply.Body);
        Assert.That((await http.GetAsync("/usage?to=0001-01-02")).Status, Is.EqualTo(200));
    }
}

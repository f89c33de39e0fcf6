using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Nodes;

/// <summary>Fifty clients ask, follow and listen through nginx while what serves them dies and comes back.</summary>
[TestFixture, NonParallelizable]
internal sealed class ClusterLoadTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    private FakeUpstream _upstream = null!;
    private PostgresServer _server = null!;
    private MiniChatCluster _cluster = null!;

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    [OneTimeSetUp]
    public async Task Start()
    {
        _upstream = (await FakeUpstream.StartAsync()).Answer(SpeakAsync);
        _server = await PostgresServer.StartOwnAsync();
        var settings = new Dictionary<string, string> { ["OPENAI_BASE_URL"] = _upstream.BaseUrl };
        _cluster = await MiniChatCluster.StartAsync(3, settings, _server, behindNginx: true);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    /// <summary>An answer that takes a second, and is another one at each call.</summary>
    private async Task SpeakAsync(HttpContext context)
    {
        var call = (UpstreamCall)context.Items[typeof(UpstreamCall)]!;
        var writer = new UpstreamWriter(context, default);
        await writer.BeginAsync();
        await writer.TextAsync($"To “{call.Prompt}” in call {_upstream.Calls}:");
        for (var word = 0; word < 10; word++)
        {
            await Task.Delay(100, context.RequestAborted);
            await writer.TextAsync($" wörd {word}");
        }
        await writer.FinishAsync("stop", 3, 4);
    }

    [Test]
    public async Task Of_a_killed_and_a_restarted_process_no_accepted_question_is_lost_or_answered_twice()
    {
        await using var load = await ClusterLoad.StartAsync(_cluster.Address, "dying");
        await load.MoreAsync(50);
        await Eventually.TrueAsync(async () =>
            await _cluster.Database.ScalarAsync<long>("SELECT count(*) FROM turns WHERE state = 'running'") >= 20
        );

        await _cluster.KillAsync(0);
        await load.MoreAsync(50);
        await _cluster.StartAsync(0);
        _cluster[1].Terminate();
        Assert.That(await _cluster[1].WaitForExitAsync(), Is.Zero);
        await load.MoreAsync(50);
        await _cluster.StartAsync(1);
        await load.MoreAsync(50);
        await load.EndAsync();

        var kept = await CheckAsync(load, "dying");
        Assert.That(kept.Any(answer => answer.State == AnswerState.Interrupted), "it was killed in mid-answer");
    }

    [Test]
    public async Task Of_a_database_that_crashes_and_comes_back_nobody_notices_more_than_a_pause()
    {
        await using var load = await ClusterLoad.StartAsync(_cluster.Address, "waiting");
        await load.MoreAsync(50);

        await _server.CrashAsync();
        for (var index = 0; index < 3; index++)
        {
            using var http = new HttpClient { BaseAddress = _cluster[index].Address };
            await Eventually.TrueAsync(async () => await StatusAsync(http, "/ready") == HttpStatusCode.ServiceUnavailable);
            Assert.That(await StatusAsync(http, "/health"), Is.EqualTo(HttpStatusCode.OK));
        }
        await _server.StartAsync();
        await load.MoreAsync(100);
        await load.EndAsync();

        var kept = await CheckAsync(load, "waiting");
        // Of an ask that was under way in that moment nobody may know whether it was kept: it is given up then, and asked again.
        var begun = kept.Where(answer => answer.Text.Length > 0);
        Assert.That(begun.Select(answer => answer.State), Is.All.EqualTo(AnswerState.Completed), "what ran went on in memory");
    }

    /// <summary>Compares what clients were told, what is stored, and what the model was asked.</summary>
    private async Task<IReadOnlyCollection<KeptAnswer>> CheckAsync(ClusterLoad load, string names)
    {
        var rows = await _cluster.Database.ScalarAsync<string>(
            "SELECT CAST(json_agg(json_build_object('id', a.id, 'state', a.state, 'text', a.text, 'question', q.text, 'entries', "
                + "(SELECT count(*) FROM usages u WHERE u.answer_id = a.id))) AS TEXT) "
                + $"FROM turns a JOIN turns q ON q.id = a.parent_id WHERE q.text LIKE '{names}%'"
        );
        var kept = JsonSerializer.Deserialize<List<KeptAnswer>>(rows, Json)!.ToDictionary(answer => answer.Id);
        var calls = _upstream.Received.CountBy(call => call.Prompt).ToDictionary();

        Assert.That(
            kept.Values.Select(answer => answer.State),
            Is.All.EqualTo(AnswerState.Completed).Or.EqualTo(AnswerState.Interrupted)
        );
        Assert.That(kept.Values.Select(answer => answer.Entries), Is.All.EqualTo(1), "in the ledger");
        foreach (var question in kept.Values.GroupBy(answer => answer.Question))
        {
            Assert.That(question.Count(answer => answer.State == AnswerState.Completed), Is.EqualTo(1), question.Key);
            Assert.That(calls.GetValueOrDefault(question.Key), Is.LessThanOrEqualTo(question.Count()), question.Key);
        }
        foreach (var told in load.Told)
        {
            var answer = kept[told.AnswerId];
            Assert.That((told.State, told.Text ?? answer.Text), Is.EqualTo((answer.State, answer.Text)), $"answer {answer.Id}");
            Assert.That(told.Question ?? answer.Question, Is.EqualTo(answer.Question));
        }
        return kept.Values;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(path, Cancel);
        return response.StatusCode;
    }
}

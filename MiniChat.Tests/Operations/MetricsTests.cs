using System.Globalization;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Operations;

/// <summary>What a watcher reads of the server, and who may.</summary>
/// <remarks>Servers of one process are counted together: a test that needs its own numbers has a process of its own.</remarks>
[TestFixture, NonParallelizable]
internal sealed class MetricsTests
{
    private static async Task<Dictionary<string, double>> ReadAsync(OneConnection http)
    {
        var reply = await http.GetAsync("/metrics");
        Assert.That((reply.Status, reply.Header("Content-Type")), Is.EqualTo((200, "text/plain; version=0.0.4; charset=utf-8")));
        return reply
            .Body.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .ToDictionary(
                line => line[..line.LastIndexOf(' ')],
                line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture)
            );
    }

    private static double Sum(Dictionary<string, double> series, params string[] parts) =>
        series
            .Where(one => Array.TrueForAll(parts, part => one.Key.Contains(part, StringComparison.Ordinal)))
            .Sum(one => one.Value);

    [Test]
    public async Task Requests_answers_and_tokens_are_counted_by_route_status_model_and_outcome()
    {
        using var folder = new TempFolder();
        using var server = await MiniChatProcess.StartAsync(
            folder,
            new() { ["MiniChat__Models__OfflineTokenMilliseconds"] = "0" }
        );
        using var http = new OneConnection(server.Address);
        await http.PostAsync("/register", """{"userName":"planted-name","password":"correct horse"}""");
        var signedIn = await http.PostAsync("/auth", """{"userName":"planted-name","password":"correct horse"}""");
        http.Token = (string)signedIn.Json["bearerToken"]!;
        for (var i = 0; i < 3; i++)
            await http.PostAsync("/questions", """{"text":"planted-question"}""");
        await http.PostAsync("/questions", "{}");
        await http.PostAsync(
            "/v1/chat/completions",
            """{"model":"offline","messages":[{"role":"user","content":"planted-question"}]}"""
        );

        await http.GetAsync("/prompts/similar?text=question");

        var series = await ReadAsync(http);

        Assert.That(
            series["""minichat_embeddings_total{outcome="made"}"""],
            Is.GreaterThanOrEqualTo(4),
            "three asks and a search"
        );
        Assert.That(series["minichat_embedding_duration_seconds_count"], Is.GreaterThanOrEqualTo(1));
        Assert.That(series["minichat_similarity_index_bytes"], Is.GreaterThan(3 * 1024));
        Assert.That(Sum(series, "http_server_request_duration_seconds_count", "\"/questions\"", "\"200\""), Is.EqualTo(3));
        Assert.That(Sum(series, "http_server_request_duration_seconds_count", "\"/questions\"", "\"400\""), Is.EqualTo(1));
        Assert.That(series["""minichat_model_calls_total{model="offline",outcome="completed"}"""], Is.EqualTo(4));
        Assert.That(series["""minichat_model_tokens_total{kind="completion",model="offline"}"""], Is.GreaterThan(100));
        Assert.That(series["""minichat_model_first_text_seconds_count{model="offline"}"""], Is.EqualTo(4));
        Assert.That(series["minichat_answers_running"], Is.Zero);
        Assert.That(series["minichat_writer_queue"], Is.Zero);
        Assert.That(series["minichat_writer_commit_works_count"], Is.GreaterThan(3));
        Assert.That(
            series["minichat_writer_commit_works_sum"],
            Is.GreaterThanOrEqualTo(series["minichat_writer_commit_works_count"])
        );
        Assert.That(Sum(series, "dotnet_process_cpu_time_seconds_total"), Is.GreaterThan(0));
        Assert.That(series["dotnet_process_memory_working_set_bytes"], Is.GreaterThan(0));
        Assert.That(series.Keys, Has.None.Contains("planted"));
    }

    [Test]
    public async Task Whatever_callers_invent_makes_few_series()
    {
        await using var server = MiniChatServer.Start();
        using var http = new OneConnection(server.Address);
        using var client = await server.SignUpAsync();
        await ReadAsync(http);
        var before = (await ReadAsync(http)).Count;

        for (var i = 0; i < 60; i++)
        {
            await http.SendAsync($"VERB{i}", $"/invented/{i}?x={i}", null, null);
            await http.GetAsync($"/chats/{i}{i}");
            http.Token = client.BearerToken;
            await http.PostAsync("/v1/chat/completions", $$"""{"model":"invented-{{i}}","messages":[]}""");
        }
        http.Token = null;

        // A histogram of two dozen lines for each route and status is new, and nothing for what was invented.
        Assert.That((await ReadAsync(http)).Count - before, Is.LessThan(120));
        Assert.That((await ReadAsync(http)).Keys, Has.None.Contains("invented").And.None.Contains("VERB"));
    }

    [Test]
    public async Task What_is_open_is_counted_until_it_ends()
    {
        var model = new ScriptedModel();
        await using var server = MiniChatServer.Start(model);
        using var client = await server.SignUpAsync();
        using var http = new OneConnection(server.Address);
        const string Running = "minichat_answers_running";
        const string Streams = """minichat_streams_open{transport="events"}""";
        var before = await ReadAsync(http);
        var asked = await client.SendAsync(new Question { Text = "a", Stream = true });
        var call = await model.NextCallAsync();
        call.Say("b");
        var stream = client.FollowEventsAsync(asked.AnswerId);
        await stream.Begun;
        var meanwhile = await ReadAsync(http);
        call.Finish();
        await stream.Rest;

        var more = meanwhile[Running] - before.GetValueOrDefault(Running);
        var open = meanwhile[Streams] - before.GetValueOrDefault(Streams);
        Assert.That((more, open), Is.EqualTo((1, 1)));
    }

    [TestCase(null, "", 200)]
    [TestCase("10.0.0.0/8", "", 403)]
    [TestCase("10.0.0.0/8, 127.0.0.0/8, ::1", "", 200)]
    [TestCase(null, "X-Forwarded-For", 403)]
    [TestCase(null, "Forwarded", 403)]
    public async Task Only_the_named_networks_are_shown_them(string? networks, string header, int status)
    {
        var settings = networks is null ? null : new Dictionary<string, string> { ["MiniChat__Metrics__Networks"] = networks };
        await using var server = MiniChatServer.Start(settings: settings);
        using var http = new OneConnection(server.Address);

        var reply = await http.GetAsync("/Metrics/", header.Length == 0 ? [] : [(header, "192.0.2.1")]);

        Assert.That(reply.Status, Is.EqualTo(status));
        if (status == 403)
            Assert.That((string?)reply.Json["responseStatus"]!["message"], Does.Contain("MiniChat__Metrics__Networks"));
    }

    [Test]
    public async Task The_head_alone_can_be_asked_for()
    {
        await using var server = MiniChatServer.Start();
        using var http = new OneConnection(server.Address);

        var reply = await http.SendAsync("HEAD", "/metrics", null, null);

        Assert.That((reply.Status, reply.Body), Is.EqualTo((200, "")));
    }
}

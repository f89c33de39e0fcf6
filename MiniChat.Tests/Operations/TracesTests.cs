using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Operations;

/// <summary>What a collector of OpenTelemetry's gets, where the settings name one.</summary>
[TestFixture]
internal sealed class TracesTests
{
    [Test]
    public async Task A_request_and_its_call_of_the_model_are_spans_without_what_was_said()
    {
        var batches = Channel.CreateUnbounded<string>();
        await using var collector = await CollectAsync(batches.Writer);
        await using var upstream = await FakeUpstream.StartAsync();
        var settings = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.Single(),
            ["OTEL_BSP_SCHEDULE_DELAY"] = "10",
            ["OPENAI_BASE_URL"] = upstream.BaseUrl,
            ["OPENAI_API_KEY"] = "sk-planted-key",
        };
        using var folder = new TempFolder();
        using var server = await MiniChatProcess.StartAsync(folder, settings);
        using var http = new OneConnection(server.Address);
        await http.PostAsync("/register", """{"userName":"ada","password":"planted-password"}""");
        var signedIn = await http.PostAsync("/auth", """{"userName":"ada","password":"planted-password"}""");
        var token = (string)signedIn.Json["bearerToken"]!;
        http.Token = token;
        await http.PostAsync("/questions?x=planted-query", """{"text":"planted-question"}""");

        var all = new StringBuilder();
        while (
            !all.ToString().Contains("/v1/chat/completions", StringComparison.Ordinal)
            || !all.ToString().Contains("/questions", StringComparison.Ordinal)
        )
            all.Append(await batches.Reader.ReadAsync(Deadline.Soon));

        Assert.That(all.ToString(), Does.Contain("minichat").And.Not.Contain("planted").And.Not.Contain(token));
    }

    private static async Task<WebApplication> CollectAsync(ChannelWriter<string> batches)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var collector = builder.Build();
        collector.Urls.Add("http://127.0.0.1:0");
        collector.MapPost(
            "/v1/traces",
            async (HttpRequest request) =>
            {
                using var body = new MemoryStream();
                await request.Body.CopyToAsync(body);
                // Names and values stand as they are in the protocol's binary form.
                batches.TryWrite(Encoding.Latin1.GetString(body.ToArray()));
            }
        );
        await collector.StartAsync();
        return collector;
    }
}

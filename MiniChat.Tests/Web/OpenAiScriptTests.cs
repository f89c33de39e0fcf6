using Microsoft.AspNetCore.Http;
using MiniChat.Tests.Support;
using static MiniChat.Tests.Web.WebClientsTests;

namespace MiniChat.Tests.Web;

/// <summary>OpenAI's own JavaScript SDK with nothing changed but the base URL and the key.</summary>
[TestFixture]
internal sealed class OpenAiScriptTests
{
    [Test]
    public async Task The_SDK_works_against_the_offline_responder()
    {
        Demand("openai");
        await using var server = MiniChatServer.Start();
        using var client = await server.SignUpAsync();

        await RunAsync("openai-sdk.mjs", "offline", server.Address.ToString(), client.BearerToken!);
    }

    [Test]
    public async Task The_SDK_sees_what_the_models_server_says_and_its_leaving_ends_the_call_there()
    {
        Demand("openai");
        await using var upstream = await FakeUpstream.StartAsync();

        await RunBehindAsync(upstream, "upstream");

        var left = upstream.Received.Single(call => call.Prompt.StartsWith("leave ", StringComparison.Ordinal));
        await left.Disconnected.WaitAsync(Deadline.Longest);
    }

    [Test]
    public async Task Calls_of_tools_reach_the_SDK_as_the_model_makes_them()
    {
        Demand("openai");
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Answer(CallToolAsync);

        await RunBehindAsync(upstream, "tools");

        Assert.That(upstream.Received.Select(call => call.Body), Has.All.Contains("\"parallel_tool_calls\":true"));
    }

    private static async Task RunBehindAsync(FakeUpstream upstream, string mode)
    {
        await using var server = MiniChatServer.Start(settings: new() { ["OPENAI_BASE_URL"] = upstream.BaseUrl });
        using var client = await server.SignUpAsync();
        await RunAsync("openai-sdk.mjs", mode, server.Address.ToString(), client.BearerToken!);
    }

    private static async Task CallToolAsync(HttpContext context)
    {
        const string Head =
            """{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":""";
        const string Tool = """
            {"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Ulm\",\"unit\":\"C\"}"}}
            """;
        context.Response.Headers["x-request-id"] = "req_1";
        if (!((UpstreamCall)context.Items[typeof(UpstreamCall)]!).WantsStream)
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(
                $$"""
                {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"tool_calls",
                "message":{"role":"assistant","content":null,"reasoning_content":"unknown fields pass","tool_calls":[{{Tool}}]} }]}
                """
            );
            return;
        }
        context.Response.ContentType = "text/event-stream";
        string[] pieces =
        [
            """{"role":"assistant","tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":""}}]},"finish_reason":null}]}""",
            """{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":\"Ulm\","}}]},"finish_reason":null}]}""",
            """{"tool_calls":[{"index":0,"function":{"arguments":"\"unit\":\"C\"}"}}]},"finish_reason":null}]}""",
            """{},"finish_reason":"tool_calls"}]}""",
        ];
        foreach (var piece in pieces)
            await context.Response.WriteAsync($"data: {Head}{piece}\n\n");
        await context.Response.WriteAsync("data: [DONE]\n\n");
    }
}

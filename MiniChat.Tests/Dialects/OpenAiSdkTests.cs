using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MiniChat.Tests.Support;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace MiniChat.Tests.Dialects;

/// <summary>OpenAI's own .NET SDK with nothing changed but the endpoint and the key.</summary>
[TestFixture]
internal sealed class OpenAiSdkTests
{
    private const string Schema = """
        {"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}
        """;
    private FakeUpstream _upstream = null!;
    private MiniChatServer _online = null!;
    private MiniChatServer _offline = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _upstream = await FakeUpstream.StartAsync();
        _online = MiniChatServer.Start(settings: new() { ["OPENAI_BASE_URL"] = _upstream.BaseUrl });
        _offline = MiniChatServer.Start();
    }

    [TearDown]
    public void Reset() => _upstream.Answer(null);

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _offline.DisposeAsync();
        await _online.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    private static async Task<OpenAIClient> ClientAsync(MiniChatServer server)
    {
        using var person = await server.SignUpAsync();
        return Client(server, person.BearerToken!);
    }

    private static OpenAIClient Client(MiniChatServer server, string key) =>
        new(
            new ApiKeyCredential(key),
            new OpenAIClientOptions
            {
                Endpoint = new Uri(server.Address, "/v1"),
                // Its own repeats would hide what the server says.
                RetryPolicy = new ClientRetryPolicy(0),
            }
        );

    private static ChatMessage[] Asks(string text) => [new UserChatMessage(text)];

    private static async Task<string> ReadAsync(ChatClient chat, string text)
    {
        var all = new StringBuilder();
        await foreach (var update in chat.CompleteChatStreamingAsync(Asks(text), cancellationToken: Deadline.Soon))
        {
            foreach (var part in update.ContentUpdate)
                all.Append(part.Text);
        }
        return all.ToString();
    }

    [Test]
    public async Task Models_are_listed_and_found()
    {
        var models = (await ClientAsync(_offline)).GetOpenAIModelClient();

        var all = await models.GetModelsAsync(Deadline.Soon);
        var one = await models.GetModelAsync("hash-1024", Deadline.Soon);

        Assert.That(all.Value.Select(model => model.Id), Is.EqualTo(new[] { "offline", "hash-1024" }));
        Assert.That(one.Value.OwnedBy, Is.EqualTo("minichat"));
    }

    [Test]
    public async Task A_completion_and_its_stream_are_the_same_text()
    {
        foreach (var server in new[] { _offline, _online })
        {
            var chat = (await ClientAsync(server)).GetChatClient("m");

            var whole = await chat.CompleteChatAsync(Asks("Grüße an 世界 😀"), cancellationToken: Deadline.Soon);
            var streamed = await ReadAsync(chat, "Grüße an 世界 😀");

            Assert.That(whole.Value.FinishReason, Is.EqualTo(ChatFinishReason.Stop));
            Assert.That(whole.Value.Usage.TotalTokenCount, Is.Positive);
            Assert.That(streamed, Is.EqualTo(whole.Value.Content[0].Text).And.Not.Empty);
        }
    }

    [Test]
    public async Task A_cancelled_stream_ends_the_call_at_the_models_server()
    {
        var chat = (await ClientAsync(_online)).GetChatClient("m");
        using var cancel = new CancellationTokenSource(Deadline.Longest);
        var text = "";

        await Assert.ThatAsync(
            async () =>
            {
                await foreach (
                    var update in chat.CompleteChatStreamingAsync(Asks("fault:StallInMidStream"), cancellationToken: cancel.Token)
                )
                {
                    text += string.Concat(update.ContentUpdate.Select(part => part.Text));
                    if (text.Length > 0)
                        await cancel.CancelAsync();
                }
            },
            Throws.InstanceOf<OperationCanceledException>()
        );

        Assert.That(FakeUpstream.UsualReply.StartsWith(text, StringComparison.Ordinal), text);
        await _upstream.Received[^1].Disconnected.WaitAsync(Deadline.Longest);
    }

    [Test]
    public async Task A_tool_that_has_to_be_called_is_and_a_schema_is_kept()
    {
        var chat = (await ClientAsync(_offline)).GetChatClient("m");
        var options = new ChatCompletionOptions
        {
            Tools = { ChatTool.CreateFunctionTool("weather", "Tells the weather.", BinaryData.FromString(Schema)) },
            ToolChoice = ChatToolChoice.CreateFunctionChoice("weather"),
        };
        var typed = new ChatCompletionOptions
        {
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("city", BinaryData.FromString(Schema), null, true),
        };

        var called = (await chat.CompleteChatAsync(Asks("Ulm"), options, Deadline.Soon)).Value;
        List<ChatMessage> next =
        [
            .. Asks("Ulm"),
            new AssistantChatMessage(called),
            new ToolChatMessage(called.ToolCalls[0].Id, "7"),
        ];
        var after = await chat.CompleteChatAsync(next, cancellationToken: Deadline.Soon);
        var kept = await chat.CompleteChatAsync(Asks("Ulm"), typed, Deadline.Soon);

        Assert.That(called.FinishReason, Is.EqualTo(ChatFinishReason.ToolCalls));
        Assert.That(called.ToolCalls[0].FunctionName, Is.EqualTo("weather"));
        Assert.That((string?)JsonNode.Parse(called.ToolCalls[0].FunctionArguments)!["city"], Is.Not.Empty);
        Assert.That(after.Value.Content[0].Text, Is.Not.Empty);
        Assert.That((string?)JsonNode.Parse(kept.Value.Content[0].Text)!["city"], Is.Not.Empty);
    }

    [Test]
    public async Task A_tool_call_of_the_model_passes()
    {
        _upstream.Answer(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(
                """
                {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"tool_calls","message":
                {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Ulm\"}"}}]}}]}
                """
            );
        });
        var chat = (await ClientAsync(_online)).GetChatClient("m");

        var called = (await chat.CompleteChatAsync(Asks("Ulm"), cancellationToken: Deadline.Soon)).Value.ToolCalls[0];

        Assert.That((called.Id, called.FunctionArguments.ToString()), Is.EqualTo(("call_1", """{"city":"Ulm"}""")));
    }

    [Test]
    public async Task Vectors_come_in_the_dimensions_that_are_wanted_and_like_texts_are_near()
    {
        var vectors = (await ClientAsync(_offline)).GetEmbeddingClient("hash-1024");
        string[] texts = ["the cat sits on the mat", "a cat sat on a mat", "quarterly revenue"];

        var all = (await vectors.GenerateEmbeddingsAsync(texts, cancellationToken: Deadline.Soon)).Value;
        var few = await vectors.GenerateEmbeddingAsync("a", new EmbeddingGenerationOptions { Dimensions = 64 }, Deadline.Soon);

        float Likeness(int a, int b) => all[a].ToFloats().ToArray().Zip(all[b].ToFloats().ToArray(), (x, y) => x * y).Sum();
        Assert.That((all.Count, all[0].ToFloats().Length, few.Value.ToFloats().Length), Is.EqualTo((3, 1024, 64)));
        Assert.That(Likeness(0, 0), Is.EqualTo(1).Within(1e-5));
        Assert.That(Likeness(0, 1), Is.GreaterThan(Likeness(0, 2)));
    }

    [TestCase("RateLimitedLong", 429, "rate_limit_exceeded")]
    [TestCase("ServerError", 500, "Something is wrong")]
    [TestCase("ModelNotFound", 404, "model_not_found")]
    [TestCase("KeyRefused", 502, "OPENAI_API_KEY")]
    public async Task An_error_of_the_models_server_is_the_SDKs_exception(string fault, int status, string words)
    {
        var chat = (await ClientAsync(_online)).GetChatClient("m");

        var whole = await RefusedAsync(() => chat.CompleteChatAsync(Asks("fault:" + fault), cancellationToken: Deadline.Soon));
        var streamed = await RefusedAsync(() => ReadAsync(chat, "fault:" + fault));

        Assert.That((whole.Status, streamed.Status), Is.EqualTo((status, status)));
        Assert.That(whole.Message + whole.GetRawResponse()!.Content, Does.Contain(words));
        Assert.That(whole.GetRawResponse()!.Headers.TryGetValue("Retry-After", out _), Is.EqualTo(status == 429));
    }

    [Test]
    public async Task Our_own_refusals_are_the_SDKs_exceptions()
    {
        var client = await ClientAsync(_offline);
        var stranger = Client(_offline, "sk-nobody");

        var key = await RefusedAsync(() => stranger.GetChatClient("m").CompleteChatAsync(Asks("a")));
        var model = await RefusedAsync(() => client.GetOpenAIModelClient().GetModelAsync("nobody"));
        var choice = new ChatCompletionOptions { ToolChoice = ChatToolChoice.CreateRequiredChoice() };
        var tool = await RefusedAsync(() => client.GetChatClient("m").CompleteChatAsync(Asks("a"), choice));

        Assert.That((key.Status, model.Status, tool.Status), Is.EqualTo((401, 404, 400)));
        Assert.That(key.Message, Does.Contain("invalid_api_key"));
        Assert.That(model.Message, Does.Contain("model_not_found"));
        Assert.That(tool.Message, Does.Contain("tool_choice"));
    }

    private static async Task<ClientResultException> RefusedAsync(Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<ClientResultException>(async () => await call());
        return error!;
    }
}

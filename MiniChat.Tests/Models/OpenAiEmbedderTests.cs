using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MiniChat.Host.Models.OpenAi;
using MiniChat.ServiceInterface.Models;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Models;

/// <summary>The embedder over OpenAI's format, against a server that plays every fault.</summary>
[TestFixture]
internal sealed class OpenAiEmbedderTests
{
    private const string Key = "sk-very-secret-key";
    private const int Dimensions = 8;

    private FakeUpstream _upstream = null!;

    [SetUp]
    public async Task Start() => _upstream = await FakeUpstream.StartAsync();

    [TearDown]
    public async Task Stop() => await _upstream.DisposeAsync();

    private OpenAiEmbedder Embedder(
        string model = "some-model",
        int dimensions = Dimensions,
        string? key = Key,
        TimeSpan? whole = null
    )
    {
        var server = new OpenAiOptions
        {
            ApiKey = key,
            BaseUrl = new Uri(_upstream.BaseUrl),
            Model = model,
            WholeTimeout = whole ?? TimeSpan.FromSeconds(20),
        };
        var http = UpstreamHttp.CreateClient(UpstreamHttp.CreateHandler(server));
        return new OpenAiEmbedder(
            new OpenAiEmbedderOptions { Server = server, Dimensions = dimensions },
            http,
            TimeProvider.System
        );
    }

    /// <summary>Answers with the vectors of the texts, three times as long as they should be, the last one first.</summary>
    private static async Task AnswerAsync(HttpContext context)
    {
        var call = (UpstreamCall)context.Items[typeof(UpstreamCall)]!;
        var texts = call.Json.GetProperty("input").EnumerateArray().Select(text => text.GetString()!).ToList();
        var items = texts.Select(
            (text, at) => Item(at, [.. ScriptedEmbedder.VectorOf(text, Dimensions).Select(value => value * 3)])
        );
        await WriteAsync(context, [.. items.Reverse()]);
    }

    private static JsonNode Item(int index, IEnumerable<float> vector) =>
        new JsonObject
        {
            ["object"] = "embedding",
            ["index"] = index,
            ["embedding"] = new JsonArray([.. vector.Select(value => (JsonNode)value)]),
        };

    private static Task WriteAsync(HttpContext context, params JsonNode[] items) =>
        UpstreamFaults.Json(
            context,
            new JsonObject
            {
                ["object"] = "list",
                ["data"] = new JsonArray(items),
                ["usage"] = new JsonObject { ["prompt_tokens"] = 11, ["total_tokens"] = 11 },
            }
        );

    private async Task<ModelException> FailureAsync(OpenAiEmbedder embedder, params string[] texts)
    {
        var error = await Assert.ThrowsAsync<ModelException>(() =>
            embedder.EmbedAsync(texts.Length == 0 ? ["one"] : texts, Deadline.Soon)
        );
        Assert.That(error!.ToString(), Does.Not.Contain(Key).And.Not.Contain("org-secret"));
        return error;
    }

    [Test]
    public async Task Vectors_come_in_the_order_of_the_texts_at_unit_length_with_what_they_cost()
    {
        _upstream.Answer(AnswerAsync);
        var embedder = Embedder();

        var embedded = await embedder.EmbedAsync(["Grüße", "世界", "x"], Deadline.Soon);

        Assert.That(embedded.Vectors, Has.Count.EqualTo(3));
        foreach (var (text, vector) in new[] { "Grüße", "世界", "x" }.Zip(embedded.Vectors))
            Assert.That(vector, Is.EqualTo(ScriptedEmbedder.VectorOf(text, Dimensions)).Within(1e-6f));
        Assert.That((embedded.Model, embedded.Tokens), Is.EqualTo(("some-model", 11)));
        Assert.That((embedder.Name, embedder.Dimensions), Is.EqualTo(("some-model-8", Dimensions)));
        var call = _upstream.Received.Single();
        Assert.That((call.Path, call.Authorization), Is.EqualTo(("/v1/embeddings", "Bearer " + Key)));
        Assert.That((string?)JsonNode.Parse(call.Body)!["model"], Is.EqualTo("some-model"));
        Assert.That(call.Json.TryGetProperty("dimensions", out _), Is.False, "not every server takes the word");
    }

    [Test]
    public async Task Without_a_key_none_is_sent_and_fewer_dimensions_are_asked_of_who_can_make_them()
    {
        _upstream.Answer(AnswerAsync);

        await Embedder("text-embedding-3-small", key: null).EmbedAsync(["x"], Deadline.Soon);

        var call = _upstream.Received.Single();
        Assert.That(call.Authorization, Is.Null);
        Assert.That(call.Json.GetProperty("dimensions").GetInt32(), Is.EqualTo(Dimensions));
    }

    [Test]
    public async Task Long_texts_are_cut_between_characters_and_many_are_sent_in_several_calls()
    {
        _upstream.Answer(AnswerAsync);
        var texts = Enumerable.Range(0, 40).Select(i => $"{i} " + string.Concat(Enumerable.Repeat("😀", 4000))).ToList();

        var embedded = await Embedder().EmbedAsync(texts, Deadline.Soon);

        Assert.That(_upstream.Calls, Is.EqualTo(2));
        Assert.That((embedded.Vectors.Count, embedded.Tokens), Is.EqualTo((40, 22)));
        var sent = _upstream.Received.SelectMany(call => call.Json.GetProperty("input").EnumerateArray()).ToList();
        Assert.That(sent, Has.Count.EqualTo(40));
        foreach (var text in sent.Select(one => one.GetString()!))
        {
            Assert.That(System.Text.Encoding.UTF8.GetByteCount(text), Is.InRange(7990, 8000));
            Assert.That(text, Does.EndWith("😀"));
        }
    }

    [TestCase(UpstreamFault.KeyRefused, ModelFailure.ModelKeyRefused)]
    [TestCase(UpstreamFault.QuotaExceeded, ModelFailure.ModelQuotaExceeded)]
    [TestCase(UpstreamFault.RateLimitedShort, ModelFailure.ModelRateLimited)]
    [TestCase(UpstreamFault.ContextTooLong, ModelFailure.ModelContextTooLong)]
    [TestCase(UpstreamFault.ContentRefused, ModelFailure.ModelContentFiltered)]
    [TestCase(UpstreamFault.ModelNotFound, ModelFailure.ModelNotFound)]
    [TestCase(UpstreamFault.AddressNotFound, ModelFailure.ModelNotFound)]
    [TestCase(UpstreamFault.BadRequest, ModelFailure.ModelRefused)]
    [TestCase(UpstreamFault.ServerError, ModelFailure.ModelServerError)]
    [TestCase(UpstreamFault.BadGateway, ModelFailure.ModelServerError)]
    [TestCase(UpstreamFault.Redirect, ModelFailure.ModelAnswerInvalid)]
    [TestCase(UpstreamFault.CutBeforeHeaders, ModelFailure.ModelUnreachable)]
    [TestCase(UpstreamFault.CutInMidStream, ModelFailure.ModelUnreachable)]
    [TestCase(UpstreamFault.HtmlPage, ModelFailure.ModelAnswerInvalid)]
    [TestCase(UpstreamFault.JsonInsteadOfStream, ModelFailure.ModelAnswerInvalid)]
    [TestCase(UpstreamFault.JsonErrorWith200, ModelFailure.ModelAnswerInvalid)]
    [TestCase(UpstreamFault.CompressedStream, ModelFailure.ModelAnswerInvalid)]
    [TestCase(UpstreamFault.EndlessLine, ModelFailure.ModelAnswerInvalid)]
    public async Task A_fault_is_told_in_our_words_after_one_call(UpstreamFault fault, ModelFailure expected)
    {
        _upstream.Fault(fault);

        var error = await FailureAsync(Embedder());

        Assert.That((error.Failure, _upstream.Calls), Is.EqualTo((expected, 1)));
        Assert.That(error.Message, Does.Not.Contain("OPENAI_MODEL"), "another setting's name");
    }

    [TestCase(UpstreamFault.StallBeforeHeaders)]
    [TestCase(UpstreamFault.StallInMidStream)]
    [TestCase(UpstreamFault.StallInError)]
    public async Task A_server_that_says_nothing_is_not_waited_for_without_end(UpstreamFault fault)
    {
        _upstream.Fault(fault);

        var error = await FailureAsync(Embedder(whole: TimeSpan.FromMilliseconds(200)));

        Assert.That(error.Failure, Is.EqualTo(ModelFailure.ModelTimeout));
    }

    [Test]
    public async Task Nobody_there_is_told()
    {
        var embedder = Embedder();
        await _upstream.DisposeAsync();

        Assert.That((await FailureAsync(embedder)).Failure, Is.EqualTo(ModelFailure.ModelUnreachable));
    }

    [TestCase("""{"data":[]}""")]
    [TestCase("""{"data":[{"index":0,"embedding":[1,0]},{"index":1,"embedding":[1,0]}]}""")]
    [TestCase("""{"data":[{"index":0,"embedding":[1,0,0]}]}""")]
    [TestCase("""{"data":[{"index":0,"embedding":[0,0]}]}""")]
    [TestCase("""{"data":[{"index":0,"embedding":[1,"NaN"]}]}""")]
    [TestCase("""{"data":[{"index":0,"embedding":[1,1e400]}]}""")]
    [TestCase("""{"data":[{"index":0,"embedding":[1,null]}]}""")]
    [TestCase("""{"data":[{"index":1,"embedding":[1,0]}]}""")]
    [TestCase("""{"data":[{"index":-1,"embedding":[1,0]}]}""")]
    [TestCase("""{"data":[{"embedding":[1,0]}]}""")]
    [TestCase("""{"data":[{"index":0,"embedding":"AAAAAA=="}]}""")]
    [TestCase("""{"data":{}}""")]
    [TestCase("""[1]""")]
    [TestCase("""null""")]
    [TestCase("""{"data":[{"index":0,"embedding":[1,0""")]
    [TestCase("")]
    public async Task What_are_not_the_vectors_that_were_asked_for_is_a_failure(string body)
    {
        _upstream.Answer(context => context.Response.WriteAsync(body));

        var error = await FailureAsync(Embedder(dimensions: 2));

        Assert.That(error.Failure, Is.EqualTo(ModelFailure.ModelAnswerInvalid));
    }

    [Test]
    public async Task The_same_place_twice_is_a_failure()
    {
        _upstream.Answer(context => WriteAsync(context, Item(0, [1, 0]), Item(0, [0, 1])));

        var error = await FailureAsync(Embedder(dimensions: 2), "one", "two");

        Assert.That(error.Failure, Is.EqualTo(ModelFailure.ModelAnswerInvalid));
    }

    [Test]
    public async Task Who_leaves_ends_the_call()
    {
        _upstream.Fault(UpstreamFault.StallBeforeHeaders);
        using var leaving = new CancellationTokenSource();
        var embedding = Embedder().EmbedAsync(["x"], leaving.Token);
        var call = await _upstream.NextCallAsync();

        await leaving.CancelAsync();

        await Assert.CatchAsync<OperationCanceledException>(() => embedding);
        await call.Disconnected.WaitAsync(Deadline.Soon);
    }
}

using Microsoft.AspNetCore.Http;
using MiniChat.Tests.Support;
using static MiniChat.Tests.Dialects.DoorErrors;

namespace MiniChat.Tests.Dialects;

/// <summary>The operator's limits on what may be asked for: who breaks one is refused, and no body is ever rewritten.</summary>
[TestFixture]
internal sealed class PassThroughLimitsTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]";
    private PassThroughDoor _door = null!;
    private OneConnection _http = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        _door = await PassThroughDoor.OpenAsync(
            settings: new()
            {
                ["MiniChat__Limits__Models"] = "small, gpt-4o",
                ["MiniChat__Limits__Tokens"] = "100",
                ["MiniChat__Limits__Choices"] = "2",
            }
        );
        _http = new OneConnection(_door.Server.Address, _door.Token);
    }

    [TearDown]
    public void Reset() => _door.Upstream.Answer(null);

    [OneTimeTearDown]
    public async Task Close()
    {
        _http.Dispose();
        await _door.DisposeAsync();
    }

    [TestCase("/prompt", "\"model\":\"gpt-4\"", "model")]
    [TestCase("/prompt", "\"model\":\"GPT-4o\"", "model")]
    [TestCase("/prompt", "\"stream\":true", "model")]
    [TestCase("/prompt", "\"model\":null", "model")]
    [TestCase("/v1/chat/completions", "\"model\":\"gpt-4o-2\"", "model")]
    [TestCase("/v1/chat/completions", "\"model\":\"small\",\"max_tokens\":101", "max_tokens")]
    [TestCase("/v1/chat/completions", "\"model\":\"small\",\"max_tokens\":0", "max_tokens")]
    [TestCase("/v1/chat/completions", "\"model\":\"small\",\"max_tokens\":-1", "max_tokens")]
    [TestCase("/v1/chat/completions", "\"model\":\"small\",\"max_tokens\":10.5", "max_tokens")]
    [TestCase("/v1/chat/completions", "\"model\":\"small\",\"max_tokens\":1e99", "max_tokens")]
    [TestCase("/v1/chat/completions", "\"model\":\"small\",\"max_tokens\":\"10\"", "max_tokens")]
    [TestCase("/v1/chat/completions", "\"model\":\"small\",\"max_completion_tokens\":101", "max_completion_tokens")]
    [TestCase("/v1/chat/completions", "\"model\":\"small\",\"n\":3", "n")]
    [TestCase("/v1/chat/completions", "\"model\":\"small\",\"n\":[1]", "n")]
    [TestCase("/v1/responses", "\"model\":\"small\",\"max_output_tokens\":101", "max_output_tokens")]
    [TestCase("/v1/responses", "\"prompt\":{\"id\":\"one that names its own model\"}", "model")]
    [TestCase("/v1/embeddings", "\"model\":\"large\"", "model")]
    [TestCase("/prompt", "\"model\":\"small\",\"Model\":\"large\"", "model")]
    [TestCase("/v1/chat/completions", "\"model\":\"small\",\"MAX_TOKENS\":101", "max_tokens")]
    [TestCase("/v1/chat/completions", "\"model\":\"small\",\"max_to\u212aens\":101", "max_tokens")]
    [TestCase("/v1/chat/completions", "\"model\":\"small\",\"N\":3", "n")]
    public async Task What_breaks_a_limit_is_400_and_does_not_go_up(string path, string fields, string named)
    {
        var before = _door.Upstream.Calls;

        var reply = await _http.PostAsync(path, $$"""{{{Messages}},"input":"a",{{fields}}}""");

        AssertRefused(reply, path, 400, named);
        Assert.That(reply.Body, Does.Contain($"'{named}'"));
        Assert.That(_door.Upstream.Calls, Is.EqualTo(before));
    }

    [TestCase("/prompt", "\"model\":\"gpt-4o\"")]
    [TestCase("/v1/chat/completions", "\"model\":\"small\",\"max_tokens\":100,\"n\":2")]
    [TestCase("/v1/chat/completions", "\"model\":\"small\",\"max_completion_tokens\":null,\"n\":null")]
    [TestCase("/v1/responses", "\"model\":\"small\",\"max_output_tokens\":1")]
    [TestCase("/v1/embeddings", "\"model\":\"small\"")]
    [TestCase("/v1/embeddings", "\"model\":\"small\",\"STREAM_OPTIONS\":{}")]
    public async Task What_keeps_them_goes_up_as_it_is(string path, string fields)
    {
        var body = $$"""{ {{Messages}}, "input" : "a", {{fields}} }""";

        var reply = await _http.PostAsync(path, body);

        Assert.That(reply.Status, Is.EqualTo(200), reply.Body);
        Assert.That(_door.Upstream.Received[^1].Body, Is.EqualTo(body));
    }

    [Test]
    public async Task Who_asks_for_a_stream_of_vectors_gets_what_there_is()
    {
        _door.Upstream.Answer(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("{}");
        });

        var reply = await _http.PostAsync("/v1/embeddings", """{"model":"small","input":"a","stream":true}""");

        Assert.That((reply.Status, reply.Body), Is.EqualTo((200, "{}")));
    }

    [TestCase("/v1/embeddings", """{"model":"small" """, 400, null, null)]
    [TestCase("/v1/responses", "[]", 400, null, null)]
    [TestCase("/v1/responses", """{"model":"small","stream":"yes"}""", 400, "stream", null)]
    [TestCase("/v1/responses", """{"model":"small","background":true}""", 400, "background", null)]
    [TestCase("/v1/embeddings", """{"model":"small","model":"small"}""", 400, "model", null)]
    [TestCase("/v1/embeddings", """{"model":"small","input":"\ud800"}""", 400, null, null)]
    [TestCase("/v1/nothing", "{}", 404, null, "not_found")]
    [TestCase("/v1/chat", "{}", 404, null, "not_found")]
    [TestCase("/v1/responses/resp_1", "{}", 404, null, "not_found")]
    [TestCase("/v1/", "{}", 404, null, "not_found")]
    [TestCase("/v1/models/small", "{}", 405, null, null)]
    [TestCase("/V1/Models/", "{}", 405, null, null)]
    public async Task The_other_addresses_refuse_in_the_same_format(
        string path,
        string body,
        int status,
        string? param,
        string? code
    )
    {
        var before = _door.Upstream.Calls;

        var reply = await _http.PostAsync(path, body);

        AssertRefused(reply, path, status, param, code);
        Assert.That(_door.Upstream.Calls, Is.EqualTo(before));
    }

    [TestCase("/v1/models")]
    [TestCase("/v1/models/small")]
    public async Task Who_has_no_token_is_401_there_too(string path)
    {
        var reply = await _http.GetAsync(path, ("Authorization", ""));

        AssertRefused(reply, path, 401, code: "invalid_api_key");
    }

    [TestCase("/v1/models/a", "/v1/models/a")]
    [TestCase("/v1/models/a/", "/v1/models/a")]
    [TestCase("/V1/MODELS/Org/Name:7b", "/v1/models/Org/Name:7b")]
    [TestCase("/v1/models/Org%2FName", "/v1/models/Org/Name")]
    [TestCase("/v1/models/a%20b%3Fc", "/v1/models/a%20b%3Fc")]
    public async Task The_name_of_a_model_goes_up_as_a_name(string path, string expected)
    {
        _door.Upstream.Answer(context => context.Response.WriteAsJsonAsync(new { id = "a" }));

        var reply = await _http.GetAsync(path);

        Assert.That((reply.Status, reply.Body), Is.EqualTo((200, """{"id":"a"}""")));
        Assert.That(_door.Upstream.Received[^1].Path, Is.EqualTo(expected));
    }

    [TestCase("/v1/models/..%2Ffiles")]
    [TestCase("/v1/models/a%2F..%2F..%2Ffiles")]
    [TestCase("/v1/models/%2E%2E/files")]
    public async Task The_name_of_a_model_leads_nowhere_else(string path)
    {
        var before = _door.Upstream.Calls;

        var reply = await _http.GetAsync(path);

        AssertRefused(reply, path, 404, code: "not_found");
        Assert.That(_door.Upstream.Calls, Is.EqualTo(before));
    }
}

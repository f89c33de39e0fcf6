using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Stack.Routing;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Rules;

/// <summary>The API document tells of every address, and of no other.</summary>
[TestFixture]
internal sealed class ApiDocumentTests
{
    private MiniChatServer _server = null!;
    private JsonObject _document = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _server = MiniChatServer.Start();
        _document = JsonNode.Parse(await _server.Http.GetStringAsync("/schema", Deadline.Soon))!.AsObject();
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public void Every_address_that_is_mapped_is_described_and_no_other()
    {
        var mapped =
            from endpoint in Endpoints
            where !IsByAnotherName(endpoint) && !IsLeftOut(endpoint)
            from verb in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
            // HEAD is GET without a body, CONNECT opens the same socket.
            where verb is not ("HEAD" or "CONNECT")
            select $"{verb} {PathOf(endpoint)}";
        var described = Paths.SelectMany(path =>
            path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}")
        );

        Assert.That(described, Is.EquivalentTo(mapped.Distinct()));
        Assert.That(described.Count(), Is.GreaterThan(60));
    }

    [Test]
    public void What_is_mapped_for_every_verb_is_there_to_refuse()
    {
        var described = Paths.Select(path => path.Key.ToLowerInvariant()).ToHashSet();
        var others = Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is null)
            .Select(endpoint => PathOf(endpoint).ToLowerInvariant())
            .Where(path => !path.EndsWith("/{path}", StringComparison.Ordinal));

        Assert.That(others.Where(path => !described.Contains(path)), Is.Empty);
    }

    [Test]
    public void What_is_sent_and_what_comes_back_as_json_has_an_example()
    {
        var silent =
            from operation in Operations
            let bodies = operation["requestBody"]?["content"]?.AsObject().Select(content => content.Value!) ?? []
            let answer = operation["responses"]!.AsObject().First().Value!["content"]?["application/json"]
            where bodies.Append(answer).Any(content => content is not null && content["example"] is null)
            select (string?)operation["operationId"];

        // The document is no example of itself, and of an object without fields none is written.
        Assert.That(silent.Except(["schema", "MetadataApp", "AuthenticateLogout", "UpdateEventSubscriber"]), Is.Empty);
    }

    [TestCase("gzip, br", "gzip")]
    [TestCase("gzip;q=0", null)]
    [TestCase("identity", null)]
    public async Task Its_files_come_compressed_to_who_takes_that(string accepted, string? encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/docs/swagger-ui.css");
        request.Headers.Add("Accept-Encoding", accepted);
        using var response = await _server.Http.SendAsync(request, Deadline.Soon);
        var bytes = await response.Content.ReadAsByteArrayAsync(Deadline.Soon);

        Assert.That(response.Content.Headers.ContentEncoding.SingleOrDefault(), Is.EqualTo(encoding));
        Assert.That(bytes[0] == 0x1f, Is.EqualTo(encoding is not null), "what comes is what the header says");
    }

    [Test]
    public void Every_operation_has_an_id_of_its_own_and_a_summary()
    {
        var operations = Operations.ToList();

        Assert.That(operations.Select(operation => (string?)operation["operationId"]), Is.Unique.And.None.Null);
        Assert.That(operations.Select(operation => (string?)operation["summary"]), Has.None.Null.And.None.Empty);
    }

    [Test]
    public void Every_field_and_every_schema_is_explained()
    {
        var schemas = _document["components"]!["schemas"]!.AsObject();
        var silent = schemas
            .Where(schema => schema.Value!["description"] is null)
            .Select(schema => schema.Key)
            .Concat(
                from schema in schemas
                from field in schema.Value!["properties"]?.AsObject() ?? []
                where field.Value!["description"] is null && field.Value["$ref"] is null && !IsOfDialect(schema.Key)
                select $"{schema.Key}.{field.Key}"
            );

        Assert.That(schemas, Has.Count.GreaterThan(60));
        Assert.That(silent, Is.Empty);
    }

    [Test]
    public void It_says_nothing_of_what_is_inside()
    {
        var text = _document.ToJsonString();

        Assert.That(text, Does.Not.Match(@"System\.|MiniChat\.(Host|Stack|Service)|Sqlite|Dapper|Nullable|`[0-9]"));
    }

    [Test]
    public async Task It_comes_once_by_its_tag()
    {
        using var first = await _server.Http.GetAsync("/schema/", Deadline.Soon);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/schema");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await _server.Http.SendAsync(again, Deadline.Soon);

        Assert.That(first.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/json"));
        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(await second.Content.ReadAsByteArrayAsync(Deadline.Soon), Is.Empty);
    }

    [Test]
    public async Task It_names_the_address_it_was_asked_at_or_the_public_one()
    {
        await using var other = MiniChatServer.Start(settings: new() { ["MiniChat__PublicUrl"] = "https://chat.example.org/" });
        var behind = JsonNode.Parse(await other.Http.GetStringAsync("/schema", Deadline.Soon))!;

        Assert.That((string?)_document["servers"]![0]!["url"], Is.EqualTo(_server.Address.ToString().TrimEnd('/')));
        Assert.That((string?)behind["servers"]![0]!["url"], Is.EqualTo("https://chat.example.org"));
    }

    [TestCase("/schema")]
    [TestCase("/docs")]
    [TestCase("/docs/")]
    [TestCase("/redoc")]
    [TestCase("/docs/swagger-ui.css")]
    [TestCase("/redoc/redoc.js")]
    public async Task They_are_read_by_everybody_and_by_no_other_verb(string path)
    {
        using var head = await _server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), Deadline.Soon);
        using var post = await _server.Http.PostAsync(path, content: null, Deadline.Soon);
        using var get = await _server.Http.GetAsync(path, Deadline.Soon);

        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await head.Content.ReadAsByteArrayAsync(Deadline.Soon), Is.Empty);
        Assert.That(post.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(get.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await get.Content.ReadAsByteArrayAsync(Deadline.Soon), Is.Not.Empty);
        Assert.That(get.Headers.GetValues("Content-Security-Policy").Single(), Does.Not.Contain("unsafe"));
    }

    private IEnumerable<RouteEndpoint> Endpoints =>
        _server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private JsonObject Paths => _document["paths"]!.AsObject();

    private IEnumerable<JsonObject> Operations =>
        Paths.SelectMany(path => path.Value!.AsObject().Select(operation => operation.Value!.AsObject()));

    private static bool IsByAnotherName(RouteEndpoint endpoint)
    {
        var path = endpoint.RoutePattern.RawText!;
        return endpoint.Metadata.GetMetadata<MessageDescriptor>() is { } message
            && (path == $"/json/reply/{message.Name}" || (message.Routes.Count > 0 && path == $"/api/{message.Name}"));
    }

    private static bool IsLeftOut(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is { ExcludeFromDescription: true };

    /// <summary>The path as the document has it: variables as JSON names them.</summary>
    private static string PathOf(RouteEndpoint endpoint) =>
        Regex.Replace(
            "/" + endpoint.RoutePattern.RawText!.Trim('/'),
            @"\{\**(\w)",
            match => "{" + match.Groups[1].Value.ToLowerInvariant()
        );

    // What a published format calls its fields is often all that there is to say.
    private static bool IsOfDialect(string schema) =>
        Array.Exists(
            ["PromptProxy", "QuestionSse", "ChatCompletion", "Assistant", "PromptService", "OpenAi"],
            name => schema.StartsWith(name, StringComparison.Ordinal)
        );
}

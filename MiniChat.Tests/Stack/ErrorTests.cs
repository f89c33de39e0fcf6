using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Logging;

namespace MiniChat.Tests.Stack;

public sealed class ErrorTests
{
    [TestCase("Invalid", 400, "BadRequest")]
    [TestCase("Unauthorized", 401, "Unauthorized")]
    [TestCase("Forbidden", 403, "Forbidden")]
    [TestCase("NotFound", 404, "NotFound")]
    [TestCase("NotSupported", 405, "NotSupportedException")]
    [TestCase("Conflict", 409, "Conflict")]
    [TestCase("TooLarge", 413, "RequestTooLarge")]
    [TestCase("UnsupportedMedia", 415, "UnsupportedMediaType")]
    [TestCase("TooMany", 429, "TooManyRequests")]
    [TestCase("ModelFailed", 502, "ModelRateLimited")]
    [TestCase("Unavailable", 503, "ServiceUnavailable")]
    [TestCase("ModelTimeout", 504, "ModelTimeout")]
    public async Task Each_kind_has_its_status_and_code(string kind, int status, string code)
    {
        await using var server = await TestServer.StartAsync();

        var reply = await server.PostAsync("/api/Fail", $$"""{"how":"{{kind}}"}""");

        Assert.That((reply.Status, reply.ErrorCode, reply.ErrorMessage), Is.EqualTo((status, code, $"It is {kind}.")));
        Assert.That(reply.Errors, Is.Empty);
        Assert.That(reply.Header("Retry-After"), Is.EqualTo(kind == "TooMany" ? "7" : ""));
        Assert.That(reply.Header("WWW-Authenticate"), Is.EqualTo(status == 401 ? "Bearer" : ""));
        Assert.That(reply.Body.Contains("\"meta\":{\"Id\":\"7\"}"), Is.EqualTo(kind == "Conflict"));
        Assert.That(server.Log.Problems, Has.Length.EqualTo(status >= 500 ? 1 : 0));
    }

    [Test]
    public async Task A_field_of_a_service_is_told()
    {
        await using var server = await TestServer.StartAsync();

        var reply = await server.PostAsync("/api/Fail", """{"how":"field"}""");

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((400, "TooOdd")));
        Assert.That(reply.FieldNames, Is.EqualTo(new[] { "How" }));
    }

    [TestCase("boom")]
    [TestCase("io")]
    [TestCase("Internal")]
    public async Task A_fault_of_the_server_is_logged_once_and_tells_nothing(string how)
    {
        await using var server = await TestServer.StartAsync();

        var reply = await server.PostAsync("/api/Fail", $$"""{"how":"{{how}}"}""");

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((500, "InternalError")));
        Assert.That(reply.ErrorMessage, Does.Match("^Internal error; the trace id is [0-9A-Za-z:]+\\.$"));
        Assert.That(reply.Body, Does.Not.Contain("hunter2").And.Not.Contain("Exception").And.Not.Contain("/var"));
        Assert.That(server.Log.Problems.Single().Level, Is.EqualTo(LogLevel.Error));
        Assert.That(server.Log.Problems.Single().Text, Does.Contain(reply.ErrorMessage!.Split(' ')[^1].TrimEnd('.')));
    }

    [Test]
    public async Task Faults_outside_of_messages_are_worded_as_well()
    {
        await using var server = await TestServer.StartAsync(map: app =>
        {
            app.MapGet("/page", (Func<string>)(() => throw new InvalidOperationException("Password=hunter2")));
            app.MapGet("/teapot", (HttpContext c) => Status(c, 429));
            app.MapGet("/own", (HttpContext c) => Status(c, 404)).WithMetadata(new OwnWords());
        });

        var page = await server.GetAsync("/page");
        var bare = await server.GetAsync("/teapot");
        var own = await server.GetAsync("/own");

        Assert.That((page.Status, page.ErrorCode), Is.EqualTo((500, "InternalError")));
        Assert.That((bare.Status, bare.ErrorCode), Is.EqualTo((429, "TooManyRequests")));
        Assert.That((own.Status, own.Body), Is.EqualTo((404, "")));
    }

    [Test]
    public async Task A_store_that_is_away_while_tokens_are_checked_is_503()
    {
        await using var server = await TestServer.StartAsync();

        var reply = await server.GetAsync("/who", ("Authorization", "Bearer down"));

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((503, "ServiceUnavailable")));
    }

    private static void Status(HttpContext context, int status) => context.Response.StatusCode = status;

    private sealed class OwnWords : ISkipStatusCodePagesMetadata;
}

using System.Text.Json.Nodes;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>Refusals of the doors that pass on: each has a format of its own, to the field.</summary>
internal static class DoorErrors
{
    /// <summary>Demands the door's format and nothing of the server's inside.</summary>
    /// <param name="reply">What was answered.</param>
    /// <param name="path">The door.</param>
    /// <param name="status">The status.</param>
    /// <param name="param">The field that is at fault, where the format names it.</param>
    /// <param name="code">The code, where the format has one.</param>
    public static void AssertRefused(Reply reply, string path, int status, string? param = null, string? code = null)
    {
        Assert.That(reply.Status, Is.EqualTo(status), reply.Body);
        Assert.That(reply.Header("Content-Type"), Is.EqualTo("application/json"));
        Assert.That(reply.Body, Does.Not.Contain("System.").And.Not.Contain("MiniChat.").And.Not.Contain("   at "));
        Assert.That(FieldsOf(reply.Json), Is.EqualTo(new[] { "error" }));
        var error = reply.Json["error"]!;
        if (!path.StartsWith("/v1/", StringComparison.OrdinalIgnoreCase))
        {
            Assert.That((string?)error, Is.Not.Empty);
            return;
        }
        Assert.That(FieldsOf(error), Is.EqualTo(new[] { "message", "type", "param", "code" }));
        Assert.That((string?)error["message"], Is.Not.Empty);
        Assert.That((string?)error["type"], Is.EqualTo(status < 500 ? "invalid_request_error" : "server_error"));
        Assert.That(((string?)error["param"], (string?)error["code"]), Is.EqualTo((param, code)), reply.Body);
    }

    private static IEnumerable<string> FieldsOf(JsonNode json) => json.AsObject().Select(field => field.Key);
}

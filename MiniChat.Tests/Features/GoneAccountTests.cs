using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>A caller whose account is deleted in the very moment of a request.</summary>
[TestFixture]
internal sealed class GoneAccountTests
{
    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    [TestCase("/chats", """{"title":"New"}""")]
    [TestCase("/chats/import", """{"chats":[{"createdDate":"2026-01-02T03:04:05Z","turns":[]}]}""")]
    [TestCase("/api-keys", """{"name":"bot","scopes":["chat"]}""")]
    [TestCase("/questions", """{"text":"What is 1+1?"}""")]
    public async Task Is_told_that_it_is_not_there_any_more(string path, string body)
    {
        await using var server = MiniChatServer.Start();
        using var http = await server.SignUpHttpAsync();
        using (var before = await http.GetAsync("/questions", Cancel))
            Assert.That(before.StatusCode, Is.EqualTo(HttpStatusCode.OK));

        // Without telling anybody, so that the token is known as good still when the row is gone.
        await server
            .Services.GetRequiredService<SqliteWriter>()
            .WriteAsync(session => ValueTask.FromResult(session.Connection.Execute("DELETE FROM accounts")), Cancel);
        using var response = await http.PostAsync(path, new StringContent(body, null, "application/json"), Cancel);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await response.Content.ReadAsStringAsync(Cancel), Does.Contain("The account is not there any more."));
    }
}

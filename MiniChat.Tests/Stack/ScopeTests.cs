using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Stack;

/// <summary>What an API key may be used for, at every door.</summary>
public sealed class ScopeTests : StackTests
{
    private static readonly Call Key = new() { Caller = TestAuthority.KeyOf("other") };

    [TestCase("", 401)]
    [TestCase("Bearer good-ann", 200)]
    [TestCase("Bearer key-secrets", 200)]
    [TestCase("Bearer key-other-secrets", 200)]
    [TestCase("Bearer key-other", 403)]
    [TestCase("Bearer key-SECRETS", 403)]
    public async Task A_key_needs_the_scope_and_who_signed_in_does_not(string header, int status)
    {
        foreach (var path in new[] { "/scoped", "/api/Scoped", "/json/reply/Scoped" })
        {
            var reply = await Server.GetAsync(path, ("Authorization", header));

            Assert.That(reply.Status, Is.EqualTo(status), path);
        }
    }

    [Test]
    public async Task The_refusal_names_the_scope()
    {
        var reply = await Server.PostAsync("/scoped", "{}", ("Authorization", "Bearer key-other"));

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((403, "Forbidden")));
        Assert.That(reply.ErrorMessage, Does.Contain("'secrets'"));
        Assert.That(
            reply.Json.GetProperty("responseStatus").GetProperty("meta").GetProperty("Scope").GetString(),
            Is.EqualTo("secrets")
        );
    }

    [Test]
    public async Task A_stream_and_a_socket_need_it_as_well()
    {
        var stream = await Server.GetAsync("/private-follow", ("Authorization", "Bearer key-other"));
        var good = await Server.GetAsync("/private-follow", ("Authorization", "Bearer key-follow"));
        var socket = await SocketClient.RefusedAsync(Server.Address, "/private-follow/ws", ("Protocol", "key-other"));
        using var open = await SocketClient.OpenAsync(Server.Address, "/private-follow/ws", ("Protocol", "key-follow"));

        Assert.That((stream.Status, good.Status, (int)socket), Is.EqualTo((403, 200, 403)));
        Assert.That((string?)(await open.NextAsync())["data"]!["text"], Is.EqualTo("key"));
    }

    [Test]
    public async Task The_gateway_refuses_as_the_wire_does()
    {
        var gateway = Server.Services.GetRequiredService<IMessageGateway>();

        var sent = await Assert.ThrowsAsync<ServiceException>(() => gateway.SendAsync(new Scoped(), Key, default));
        var streamed = Assert.Throws<ServiceException>(() => gateway.StreamAsync(new PrivateFollow(), Key, default));
        var good = await gateway.SendAsync(new Scoped(), new Call { Caller = TestAuthority.KeyOf("secrets") }, default);

        Assert.That((sent!.Kind, sent.Message.Contains("'secrets'")), Is.EqualTo((ErrorKind.Forbidden, true)));
        Assert.That((streamed!.Kind, streamed.Message.Contains("'follow'")), Is.EqualTo((ErrorKind.Forbidden, true)));
        Assert.That(good.UserName, Is.EqualTo("key"));
    }

    [Test]
    public async Task Another_door_demands_a_scope_and_words_the_refusal_itself()
    {
        await using var server = await TestServer.StartAsync(map: app =>
            app.MapPost("/door", (HttpContext c) => c.GetCaller().UserName).RequireScope("door").WithMetadata(new PlainErrors())
        );

        var nobody = await server.PostAsync("/door", "");
        var ann = await server.PostAsync("/door", "", ("Authorization", "Bearer good-ann"));
        var key = await server.PostAsync("/door", "", ("Authorization", "Bearer key-a-door"));
        var refused = await server.PostAsync("/door", "", ("Authorization", "Bearer key-a"));

        Assert.That((nobody.Status, nobody.Body), Is.EqualTo((401, "Unauthorized: Not Authenticated")));
        Assert.That((ann.Body, key.Body), Is.EqualTo(("ann", "key")));
        Assert.That((refused.Status, refused.Body), Is.EqualTo((403, $"Forbidden: {ServiceException.ForScope("door").Message}")));
    }

    private sealed class PlainErrors : IErrorFormat
    {
        public Task WriteAsync(HttpContext context, ResponseStatus words) =>
            context.Response.WriteAsync($"{words.ErrorCode}: {words.Message}");
    }
}

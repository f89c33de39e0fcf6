using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Stack;
using MiniChat.Stack.Auth;
using MiniChat.Stack.Routing;

namespace MiniChat.Tests.Stack;

public sealed class GatewayTests : StackTests
{
    private static readonly Call Ann = new()
    {
        Caller = new Caller { AccountId = 1, UserName = "ann" },
    };

    private IMessageGateway Gateway => Server.Services.GetRequiredService<IMessageGateway>();

    [Test]
    public async Task A_message_is_answered()
    {
        var who = await Gateway.SendAsync(new Who(), Ann with { IdempotencyKey = "k" }, CancellationToken.None);
        await Gateway.SendAsync(new DeleteThing(), Ann, CancellationToken.None);

        Assert.That((who.UserName, who.IdempotencyKey), Is.EqualTo(("ann", "k")));
    }

    [Test]
    public async Task A_stream_is_followed()
    {
        var texts = new List<string>();

        await foreach (var item in Gateway.StreamAsync(new Ask { Text = "a yield b" }, Ann, CancellationToken.None))
            texts.Add(((TestText)item.Data).Text);

        Assert.That(texts, Is.EqualTo(new[] { "a", "yield", "b", "" }));
    }

    [Test]
    public async Task Authorization_and_rules_hold_as_over_HTTP()
    {
        var nobody = await Assert.ThrowsAsync<ServiceException>(() =>
            Gateway.SendAsync(new Secret { Text = "a" }, new Call(), default)
        );
        var role = await Assert.ThrowsAsync<ServiceException>(() => Gateway.SendAsync(new AdminOnly(), Ann, default));
        var rule = await Assert.ThrowsAsync<ServiceException>(() => Gateway.SendAsync(new Secret(), Ann, default));
        var stream = Assert.Throws<ServiceException>(() => Gateway.StreamAsync(new PrivateFollow(), new Call(), default));

        Assert.That(
            new[] { nobody!.Kind, role!.Kind, rule!.Kind, stream!.Kind },
            Is.EqualTo(new[] { ErrorKind.Unauthorized, ErrorKind.Forbidden, ErrorKind.Invalid, ErrorKind.Unauthorized })
        );
        Assert.That(rule.Errors.Single().FieldName, Is.EqualTo("Text"));
    }

    [Test]
    public async Task Other_doors_know_the_caller_by_header_and_by_cookie_only_where_it_is_allowed()
    {
        await using var server = await TestServer.StartAsync(map: app =>
        {
            app.MapGet("/door", (HttpContext c) => c.GetCaller().UserName);
            app.MapGet("/page", (HttpContext c) => c.GetCall().Caller.UserName).AllowTokenCookie();
        });

        var header = await server.GetAsync("/door", ("Authorization", "Bearer good-ann"), ("Last-Event-ID", "7:8"));
        var cookie = await server.GetAsync("/door", ("Cookie", "ss-tok=good-ann; ss-reftok=refresh-ann"));
        var page = await server.GetAsync("/page", ("Cookie", "ss-tok=good-ann"), ("Last-Event-ID", "7:8"));

        Assert.That(new[] { header.Body, cookie.Body, page.Body }, Is.EqualTo(new[] { "ann", "", "ann" }));
    }

    [TestCase("Basic good-ann", null, "ann")]
    [TestCase("basic good-ann", null, "ann")]
    [TestCase("Bearer good-ann", null, "ann")]
    [TestCase("good-ann", null, "")]
    [TestCase(null, "Basic good-ann", "ann")]
    [TestCase(null, "Bearer good-ann", "ann")]
    [TestCase("Basic good-ann", "Basic cHJveHk6cHJveHk=", "ann")]
    [TestCase("Basic good-ann", "Bearer good-bob", "ann")]
    [TestCase("Basic forged", "Bearer good-bob", "")]
    public async Task A_door_can_take_tokens_that_are_called_basic(string? authentication, string? authorization, string who)
    {
        await using var server = await TestServer.StartAsync(map: app =>
        {
            app.MapGet("/door", (HttpContext c) => c.GetCaller().UserName);
            app.MapGet("/basic", (HttpContext c) => c.GetCaller().UserName)
                .WithMetadata(new TokenCarriers(Cookie: false, Refresh: false, Basic: true));
        });
        var headers = new[] { ("Authentication", authentication), ("Authorization", authorization) }
            .Where(header => header.Item2 is not null)
            .Select(header => (header.Item1, header.Item2!))
            .ToArray();

        var basic = await server.GetAsync("/basic", headers);
        var door = await server.GetAsync("/door", headers);

        Assert.That(basic.Body, Is.EqualTo(who));
        Assert.That(
            door.Body,
            Is.EqualTo(
                authorization is "Bearer good-ann" ? "ann"
                : authorization is "Bearer good-bob" ? "bob"
                : ""
            )
        );
    }

    [TestCase("/auth", "application/x-www-form-urlencoded", "another door")]
    [TestCase("/Auth/", "multipart/form-data; boundary=b", "another door")]
    [TestCase("/auth", "application/json", "responseStatus")]
    [TestCase("/auth", "text/plain", "responseStatus")]
    [TestCase("/auth/credentials", "application/x-www-form-urlencoded", "responseStatus")]
    public async Task Another_door_can_own_the_forms_of_a_path(string path, string type, string expected)
    {
        await using var server = await TestServer.StartAsync(map: app =>
            app.MapPost("/auth", () => "another door")
                .WithMetadata(new AcceptsMetadata(["application/x-www-form-urlencoded", "multipart/form-data"]))
        );

        var reply = await server.SendAsync(HttpMethod.Post, path, new StringContent(""), ("Content-Type", type));

        Assert.That(reply.Body, Does.Contain(expected));
    }

    [Test]
    public void Each_endpoint_carries_its_message_and_the_conventions()
    {
        var endpoints = Server.Services.GetRequiredService<EndpointDataSource>().Endpoints;

        Assert.That(endpoints, Is.Not.Empty);
        Assert.That(endpoints, Has.All.Matches<Endpoint>(e => e!.Metadata.GetMetadata<MessageDescriptor>() is not null));
        Assert.That(endpoints, Has.All.Matches<Endpoint>(e => e!.Metadata.GetMetadata<string>() is not null));
    }
}

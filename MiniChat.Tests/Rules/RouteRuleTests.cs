using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Host.Dialects;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Stack.Routing;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Rules;

/// <summary>The real server's table of routes: one owner each, and nothing of the contract left out.</summary>
[TestFixture]
internal sealed class RouteRuleTests
{
    private MiniChatServer _server = null!;

    [OneTimeSetUp]
    public void Start() => _server = MiniChatServer.Start();

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public void A_path_a_verb_and_a_kind_of_request_have_one_owner()
    {
        var endpoints = _server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
        var owners =
            from endpoint in endpoints
            from verb in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["any"]
            group endpoint.DisplayName by $"{verb} {Canonical(endpoint)} {KindOf(endpoint)}" into address
            where address.Count() > 1
            select $"{address.Key}: {string.Join(", ", address)}";

        Assert.That(endpoints.Count(), Is.GreaterThan(40));
        Assert.That(owners, Is.Empty);
    }

    [Test]
    public void Every_socket_of_a_dialect_demands_a_caller_by_every_verb()
    {
        var sockets = _server
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.Where(endpoint =>
                endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("CONNECT") == true
            )
            .ToList();

        Assert.That(sockets.Select(socket => socket.DisplayName), Has.Some.Contains("/ws-prompt"));
        Assert.That(sockets.Where(socket => socket.Metadata.GetMetadata<IAuthorizeData>() is null), Is.Empty);
    }

    [Test]
    public void Every_message_has_generated_json()
    {
        var messages = _server.Services.GetRequiredService<MessageCatalog>().Messages;
        var types = messages.SelectMany(message => new[] { message.RequestType, message.ResponseType }).OfType<Type>();

        Assert.That(types.Distinct().Where(type => MiniChatJson.Default.GetTypeInfo(type) is null), Is.Empty);
    }

    [Test]
    public void Every_message_of_the_contract_is_answered()
    {
        var catalog = _server.Services.GetRequiredService<MessageCatalog>();
        var contract = new[] { typeof(Question), typeof(Register) }
            .SelectMany(type => type.Assembly.GetExportedTypes())
            .Where(type => type is { IsInterface: false, IsAbstract: false } && type.GetInterfaces().Any(IsOfAMessage));

        Assert.That(contract.Count(), Is.GreaterThan(15));
        Assert.That(contract.Where(type => catalog.Find(type) is null), Is.Empty);
    }

    [Test]
    public void Every_message_for_the_signed_in_names_the_scope_that_a_key_needs()
    {
        string[] scopes = [Scopes.Chat, Scopes.Model, Scopes.Account];
        var messages = _server.Services.GetRequiredService<MessageCatalog>().Messages;

        Assert.That(
            messages.Where(message => message.RequiresAuthentication && !scopes.Contains(message.RequiredScope)),
            Is.Empty
        );
    }

    private static bool IsOfAMessage(Type type) =>
        type == typeof(IReturnVoid)
        || (
            type.IsGenericType
            && (type.GetGenericTypeDefinition() == typeof(IReturn<>) || type.GetGenericTypeDefinition() == typeof(IStreamOf<>))
        );

    private static string? KindOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<RequestKind>()?.Name;

    /// <summary>The path as routing compares it: without case, variables all alike.</summary>
    private static string Canonical(RouteEndpoint endpoint) =>
        string.Join(
            '/',
            endpoint.RoutePattern.PathSegments.Select(segment =>
                string.Concat(
                    segment.Parts.Select(part =>
                        part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal
                            ? literal.Content.ToLowerInvariant()
                            : "{}"
                    )
                )
            )
        );
}

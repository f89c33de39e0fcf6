using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using MiniChat.Host.Dialects;
using MiniChat.Stack;
using MiniChat.Stack.Metadata;
using MiniChat.Stack.Routing;

namespace MiniChat.Host.ApiDocuments;

/// <summary>Makes the document of all addresses that are mapped.</summary>
/// <remarks>Source of the format: the OpenAPI Specification 3.1.1.</remarks>
internal sealed class DocumentBuilder
{
    private readonly OpenApiDocument _document = new();
    private readonly OperationWriter _writer;
    private readonly MessageOperations _messages;
    private readonly EndpointDataSource _endpoints;

    internal DocumentBuilder(EndpointDataSource endpoints, MessageHostOptions options)
    {
        var comments = new DocComments();
        _endpoints = endpoints;
        _writer = new OperationWriter(new SchemaMaker(options.Json, comments, _document), options.Json, _document);
        _messages = new MessageOperations(comments);
    }

    /// <summary>Makes it.</summary>
    /// <param name="server">The server's address as it is to stand in it.</param>
    internal OpenApiDocument Build(string server)
    {
        _document.Info = DocumentInfo.Make();
        _document.Servers = [new OpenApiServer { Url = server }];
        _document.Paths = [];
        _document.Components = new OpenApiComponents { SecuritySchemes = Carriers.All };
        var described = Describe().OrderBy(one => ApiSections.PlaceOf(one.Section)).ThenBy(one => one.Place).ToList();
        AddTags([.. described.Select(one => one.Section).DistinctBy(section => section.Name)]);
        foreach (var one in described)
            Add(one);
        return _document;
    }

    private void Add(Described one)
    {
        var path = PathOf(one.Endpoint);
        var written = _writer.Write(one.Operation, one.Section, one.Endpoint);
        if (!_document.Paths.TryGetValue(path, out var item))
            _document.Paths.Add(path, item = new OpenApiPathItem());
        var verb = HttpMethod.Parse(one.Verb);
        if (item.Operations?.GetValueOrDefault(verb) is { } owner)
            SharedAddress.Join(owner, written, one.Endpoint.Metadata.GetMetadata<RequestKind>()!, _document);
        else
            ((OpenApiPathItem)item).AddOperation(verb, written);
    }

    private void AddTags(List<ApiSection> sections)
    {
        _document.Tags = new HashSet<OpenApiTag>(
            sections.Select(section => new OpenApiTag { Name = section.Name, Description = section.Description })
        );
        var groups = sections
            .GroupBy(section => section.Group)
            .Select(group => new JsonObject
            {
                ["name"] = group.Key,
                ["tags"] = new JsonArray([.. group.Select(section => JsonValue.Create(section.Name))]),
            });
        // Not of the specification: ReDoc parts its list by it.
        _document.AddExtension("x-tagGroups", new JsonNodeExtension(new JsonArray([.. groups])));
    }

    private IEnumerable<Described> Describe()
    {
        var place = 0;
        foreach (var endpoint in _endpoints.Endpoints.OfType<RouteEndpoint>())
        foreach (var verb in VerbsOf(endpoint))
        {
            place++;
            if (Of(endpoint, verb) is { } operation)
                yield return new Described(operation, SectionOf(operation, endpoint), endpoint, verb, PlaceOf(endpoint, place));
        }
    }

    private ApiOperation? Of(RouteEndpoint endpoint, string verb)
    {
        if (StandardMetadata.IsLeftOut(endpoint))
            return null;
        if (endpoint.Metadata.GetMetadata<MessageDescriptor>() is { } message)
            return _messages.Of(message, endpoint, verb);
        var operation = endpoint.Metadata.GetMetadata<ApiDescription>()?.Make() ?? StandardMetadata.Read(endpoint);
        // An id is that of one operation.
        return operation is not null && VerbsOf(endpoint).Count() > 1
            ? operation with
            {
                Id = operation.Id + verb[0] + verb[1..].ToLowerInvariant(),
            }
            : operation;
    }

    private static ApiSection SectionOf(ApiOperation operation, RouteEndpoint endpoint) =>
        operation.Section ?? endpoint.Metadata.GetMetadata<ApiSection>() ?? ApiSections.OfServer;

    // Messages come in the order in which the notes tell of them.
    private static int PlaceOf(RouteEndpoint endpoint, int place) =>
        endpoint.Metadata.GetMetadata<MessageDescriptor>() is { } message ? MessageNotes.PlaceOf(message.RequestType) : place;

    /// <summary>The verbs that the document tells of: HEAD is GET without a body, CONNECT opens the same socket.</summary>
    internal static IEnumerable<string> VerbsOf(RouteEndpoint endpoint) =>
        (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Where(verb => verb is not ("HEAD" or "CONNECT"));

    /// <summary>The path with its variables as they are named in JSON.</summary>
    internal static string PathOf(RouteEndpoint endpoint)
    {
        var path = "/" + endpoint.RoutePattern.RawText!.Trim('/');
        foreach (var variable in endpoint.RoutePattern.Parameters)
        {
            path = path.Replace($"{{{variable.Name}}}", $"{{{OperationWriter.CamelOf(variable.Name)}}}", StringComparison.Ordinal)
                .Replace($"{{**{variable.Name}}}", $"{{{OperationWriter.CamelOf(variable.Name)}}}", StringComparison.Ordinal);
        }
        return path;
    }

    private sealed record Described(ApiOperation Operation, ApiSection Section, RouteEndpoint Endpoint, string Verb, int Place);
}

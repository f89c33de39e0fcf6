using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using MiniChat.Stack.Auth;

namespace MiniChat.Host.ApiDocuments;

/// <summary>Writes one operation into the document.</summary>
/// <param name="schemas">The schemas.</param>
/// <param name="json">The JSON of the wire.</param>
/// <param name="document">The document.</param>
internal sealed class OperationWriter(SchemaMaker schemas, JsonSerializerOptions json, OpenApiDocument document)
{
    private readonly ErrorResponses _errors = new(schemas, json, document);

    /// <summary>Writes what is known of an endpoint.</summary>
    /// <param name="operation">What it says of itself.</param>
    /// <param name="section">Where it stands.</param>
    /// <param name="endpoint">The endpoint, for its variables and whom it lets in.</param>
    internal OpenApiOperation Write(ApiOperation operation, ApiSection section, RouteEndpoint endpoint)
    {
        string[] variables = [.. endpoint.RoutePattern.Parameters.Select(variable => variable.Name)];
        var written = new OpenApiOperation
        {
            OperationId = operation.Id,
            Summary = operation.Summary,
            Description = operation.Description,
            Tags = new HashSet<OpenApiTagReference> { new(section.Name, document) },
            Parameters = [.. PathOf(operation, variables), .. QueryOf(operation, variables), .. HeadersOf(operation)],
            Responses = [],
            Security = Carriers.Of(endpoint, operation.KnowsItsCaller, document),
        };
        if (operation.Body is { } body && BodyOf(body, operation.BodyTypes, variables) is { } sent)
            written.RequestBody = sent;
        written.Responses.Add($"{operation.Status}", AnswerOf(operation));
        foreach (var (status, words, answer) in operation.Others)
            written.Responses.Add($"{status}", new OpenApiResponse { Description = words, Content = OtherOf(answer) });
        if (section.Error is not null)
        {
            foreach (var status in StatusesOf(operation, written, endpoint))
                written.Responses.TryAdd($"{status}", _errors.Of(section, status));
        }
        return written;
    }

    private IEnumerable<OpenApiParameter> PathOf(ApiOperation operation, string[] variables)
    {
        if (variables.Length == 0)
            yield break;
        var source = operation.Body ?? operation.Query;
        var example = source is null ? null : ObjectOf(source);
        var fields = source is null or JsonNode ? [] : schemas.FieldsOf(source.GetType(), isSent: true).ToList();
        foreach (var variable in variables)
        {
            var (field, _, schema, _) = fields.Find(one => Is(one.Json.Name, variable));
            yield return new OpenApiParameter
            {
                Name = CamelOf(variable),
                In = ParameterLocation.Path,
                Required = true,
                Description = schema?.Description,
                Schema = schema ?? new OpenApiSchema { Type = JsonSchemaType.String },
                Example = field is null ? example?[CamelOf(variable)]?.DeepClone() : example?[field.Name]?.DeepClone(),
            };
        }
    }

    private IEnumerable<OpenApiParameter> QueryOf(ApiOperation operation, string[] variables)
    {
        if (operation.Query is null or JsonNode)
            yield break;
        var example = ObjectOf(operation.Query);
        foreach (var (field, _, schema, isRequired) in schemas.FieldsOf(operation.Query.GetType(), isSent: true))
        {
            if (Array.Exists(variables, variable => Is(field.Name, variable)))
                continue;
            yield return new OpenApiParameter
            {
                Name = field.Name,
                In = ParameterLocation.Query,
                Required = isRequired,
                Description = schema.Description,
                Schema = schema,
                Example = example[field.Name]?.DeepClone(),
            };
        }
    }

    private static IEnumerable<OpenApiParameter> HeadersOf(ApiOperation operation) =>
        operation.Headers.Select(header => new OpenApiParameter
        {
            Name = header.Name,
            In = ParameterLocation.Header,
            Description = header.Description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });

    private OpenApiRequestBody? BodyOf(object body, IReadOnlyList<string> types, string[] variables)
    {
        if (schemas.IsEmpty(body.GetType(), variables))
            return null;
        var schema = schemas.Of(body.GetType(), isSent: true, variables);
        var example = NodeOf(body);
        foreach (var field in (example as JsonObject)?.Select(pair => pair.Key).ToList() ?? [])
        {
            if (Array.Exists(variables, variable => Is(field, variable)))
                ((JsonObject)example).Remove(field);
        }
        return new OpenApiRequestBody
        {
            Required = true,
            Content = types.ToDictionary(
                type => type,
                _ => new OpenApiMediaType { Schema = schema, Example = example.DeepClone() }
            ),
        };
    }

    private OpenApiResponse AnswerOf(ApiOperation operation)
    {
        var answer = new OpenApiResponse
        {
            Description = operation.StatusWords ?? ReasonPhrases.GetReasonPhrase(operation.Status),
            Content = new Dictionary<string, OpenApiMediaType>(),
        };
        if (operation.Answer is not null || operation.AnswerType is not null)
            answer.Content = JsonOf(operation.Answer, operation.AnswerType ?? operation.Answer!.GetType());
        foreach (var text in operation.Texts)
            answer.Content.Add(text.Type, MediaOf(text));
        return answer;
    }

    private static OpenApiMediaType MediaOf(ApiText text)
    {
        // The document itself is such a text.
        var type = text.Type == "application/json" ? JsonSchemaType.Object : JsonSchemaType.String;
        return new OpenApiMediaType
        {
            Schema = new OpenApiSchema { Type = type, Description = text.Description },
            Example = text.Example,
        };
    }

    private Dictionary<string, OpenApiMediaType> OtherOf(object answer) =>
        answer is ApiText text ? new() { [text.Type] = MediaOf(text) } : JsonOf(answer, answer.GetType());

    private Dictionary<string, OpenApiMediaType> JsonOf(object? example, Type type) =>
        new()
        {
            ["application/json"] = new OpenApiMediaType
            {
                Schema = schemas.Of(type, isSent: false),
                Example = example is null ? null : NodeOf(example),
            },
        };

    private static IEnumerable<int> StatusesOf(ApiOperation operation, OpenApiOperation written, RouteEndpoint endpoint)
    {
        var all = new SortedSet<int>(operation.Errors);
        if (written.RequestBody is not null || written.Parameters is { Count: > 0 })
            all.Add(StatusCodes.Status400BadRequest);
        if (written.RequestBody is not null)
            all.UnionWith([StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType]);
        if (endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null)
            all.Add(StatusCodes.Status401Unauthorized);
        if (endpoint.Metadata.GetMetadata<IAuthorizationRequirementData>() is not null)
            all.Add(StatusCodes.Status403Forbidden);
        return all;
    }

    private JsonObject ObjectOf(object example) => (JsonObject)NodeOf(example);

    private JsonNode NodeOf(object example) =>
        example as JsonNode ?? JsonSerializer.SerializeToNode(example, json.GetTypeInfo(example.GetType()))!;

    private static bool Is(string field, string variable) => field.Equals(variable, StringComparison.OrdinalIgnoreCase);

    /// <summary>A variable's name as it stands in JSON.</summary>
    internal static string CamelOf(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}

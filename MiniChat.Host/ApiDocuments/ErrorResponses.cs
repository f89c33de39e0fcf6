using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace MiniChat.Host.ApiDocuments;

/// <summary>The errors of a section, one component for each status.</summary>
/// <param name="schemas">The schemas.</param>
/// <param name="json">The JSON of the wire.</param>
/// <param name="document">The document.</param>
internal sealed class ErrorResponses(SchemaMaker schemas, JsonSerializerOptions json, OpenApiDocument document)
{
    /// <summary>The error of a status in the section's own format.</summary>
    internal OpenApiResponseReference Of(ApiSection section, int status)
    {
        // The sections of messages have one format.
        var name = $"{(section.Group == ApiSections.Messages ? "Message" : PascalOf(section.Name))}Error{status}";
        var responses = (document.Components ??= new OpenApiComponents()).Responses ??=
            new Dictionary<string, IOpenApiResponse>();
        if (!responses.ContainsKey(name))
        {
            var media = new OpenApiMediaType { Schema = SchemaOf(section, status) };
            // An example fits one status alone.
            if (status == StatusCodes.Status400BadRequest)
                media.Example = NodeOf(section.FieldErrors ?? section.Error);
            responses.Add(
                name,
                new OpenApiResponse
                {
                    Description = $"{ReasonPhrases.GetReasonPhrase(status)}: {MeaningOf(status)}.",
                    Headers = HeadersOf(status),
                    Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = media },
                }
            );
        }
        return new OpenApiResponseReference(name, document);
    }

    private IOpenApiSchema SchemaOf(ApiSection section, int status)
    {
        var usual = schemas.Of(section.Error!.GetType(), isSent: false);
        if (section.FieldErrors is not { } fields || status is not (400 or 409))
            return usual;
        return new OpenApiSchema { AnyOf = [schemas.Of(fields.GetType(), isSent: false), usual] };
    }

    private JsonNode NodeOf(object? example) => JsonSerializer.SerializeToNode(example, json.GetTypeInfo(example!.GetType()))!;

    private static string MeaningOf(int status) =>
        status switch
        {
            400 => "something that was sent is missing or not right; the text says what would be",
            401 => "no token, not a good one, or one that has expired; at a sign-in, a wrong name or password",
            403 => "the role or the API key's scope is missing, or the page's origin is foreign",
            404 => "it is not there, or another account's",
            409 => "it does not go with what is there; the text says why",
            413 => "the body is too long",
            415 => "the body is compressed, or not in UTF-8",
            429 => "too many; wait for the seconds of `Retry-After`",
            500 => "a fault of this server",
            502 => "the model's server, or the sign-in provider, refused or failed",
            503 => "it cannot be done just now",
            504 => "the model's server, or the sign-in provider, took too long",
            _ => "refused",
        };

    private static Dictionary<string, IOpenApiHeader>? HeadersOf(int status)
    {
        var (name, description, type) = status switch
        {
            401 => ("WWW-Authenticate", "How to say who one is.", JsonSchemaType.String),
            429 or 503 => ("Retry-After", "After how many seconds the same may go well.", JsonSchemaType.Integer),
            _ => (null, null, default),
        };
        return name is null
            ? null
            : new()
            {
                [name] = new OpenApiHeader
                {
                    Description = description,
                    Schema = new OpenApiSchema { Type = type },
                },
            };
    }

    private static string PascalOf(string name) =>
        string.Concat(name.Split('-', ' ').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}

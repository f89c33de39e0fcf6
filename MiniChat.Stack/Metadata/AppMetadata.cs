using System.Text.Json.Nodes;
using MiniChat.Stack.Metadata.Types;

namespace MiniChat.Stack.Metadata;

/// <summary>The metadata of the whole server, as explorers and components read them.</summary>
/// <remarks>Source of the shape: ServiceStack's <c>/metadata/app.json</c>. What no reader uses is left out.</remarks>
internal static class AppMetadata
{
    /// <summary>Writes them.</summary>
    public static JsonObject Write(ApiModel model, TypesOrigin origin, MessageHostOptions options) =>
        new()
        {
            ["date"] = origin.Date.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ"),
            ["app"] = App(origin, options),
            ["ui"] = Ui(),
            ["config"] = new JsonObject { ["debugMode"] = false },
            ["contentTypeFormats"] = new JsonObject { ["json"] = "application/json" },
            ["httpHandlers"] = new JsonObject { ["ApiHandlers.Json"] = "/api/{Request}" },
            ["plugins"] = Plugins(model),
            ["customPlugins"] = new JsonObject(),
            ["api"] = new JsonObject
            {
                ["namespaces"] = Array(model.Types.Select(type => type.Namespace).Distinct().Order(StringComparer.Ordinal)),
                ["operations"] = new JsonArray([.. model.Operations.Select(operation => Operation(model, operation))]),
                ["types"] = new JsonArray([.. TypesBeside(model).Select(type => TypeMetadata.Write(model, type))]),
            },
        };

    private static JsonObject App(TypesOrigin origin, MessageHostOptions options)
    {
        var app = new JsonObject
        {
            ["baseUrl"] = origin.BaseUrl,
            ["serviceName"] = options.ServiceName,
            ["apiVersion"] = origin.Version,
            ["jsTextCase"] = "CamelCase",
            ["useSystemJson"] = "Always",
        };
        if (options.CSharpClient is { } client)
            app["csharpClient"] = client;
        return app;
    }

    private static JsonObject Ui() =>
        new()
        {
            ["alwaysHideTags"] = new JsonArray(),
            ["modules"] = new JsonArray(),
            ["explorer"] = new JsonObject
            {
                ["jsConfig"] = "eccn,edv",
                ["tags"] = new JsonObject { ["default"] = "APIs", ["other"] = "other" },
            },
        };

    private static JsonObject Plugins(ApiModel model)
    {
        var plugins = new JsonObject { ["loaded"] = Array(["metadata", "validation"]) };
        if (model.Find(nameof(Authenticate)) is null)
            return plugins;
        plugins["loaded"]!.AsArray().Add("auth");
        plugins["auth"] = new JsonObject
        {
            ["includesRoles"] = model.Operations.Any(operation => operation.RequiredRole is not null),
            ["authProviders"] = new JsonArray(
                Provider(
                    "credentials",
                    "Credentials",
                    "credentials",
                    new JsonObject
                    {
                        ["id"] = "UserName",
                        ["label"] = "Name or email address",
                        ["required"] = true,
                    },
                    new JsonObject
                    {
                        ["id"] = "Password",
                        ["type"] = "Password",
                        ["required"] = true,
                    }
                ),
                Provider(
                    "jwt",
                    "Token",
                    "Bearer",
                    new JsonObject
                    {
                        ["id"] = "BearerToken",
                        ["type"] = "textarea",
                        ["label"] = "Token or API key",
                        ["required"] = true,
                    }
                )
            ),
        };
        return plugins;
    }

    private static JsonObject Provider(string name, string label, string type, params JsonNode[] fields) =>
        new()
        {
            ["name"] = name,
            ["label"] = label,
            ["type"] = type,
            ["formLayout"] = new JsonArray(fields),
        };

    private static JsonNode Operation(ApiModel model, ApiOperation operation)
    {
        var request = TypeMetadata.Write(model, operation.Request);
        if (operation.Marker is { } marker)
            request["implements"] = new JsonArray(
                new JsonObject { ["name"] = marker, ["namespace"] = ApiType.ServiceStackNamespace }
            );
        if (operation.Validators.Any())
            request["attributes"] = new JsonArray([
                .. operation.Validators.Select(validator => TypeMetadata.Attribute("ValidateRequest", validator)),
            ]);
        var written = new JsonObject { ["request"] = request };
        if (operation.Response is { Shape: TypeShape.Named } response)
            written["response"] = TypeMetadata.Write(model, model.Find(response.Name)!);
        written["actions"] = Array(operation.Verbs);
        written["method"] = operation.Method;
        if (operation.IsVoid)
            written["returnsVoid"] = true;
        else
            written["returnType"] = operation.Response is { } type
                ? TypeMetadata.Reference(model, type)
                : new JsonObject { ["name"] = nameof(Stream), ["namespace"] = typeof(Stream).Namespace };
        written["routes"] = new JsonArray([
            .. operation.Routes.Select(route => new JsonObject
            {
                ["path"] = route.Path,
                ["verbs"] = string.Join(',', route.Verbs),
            }),
        ]);
        AddCallers(written, operation);
        if (operation.Streams)
            written["streams"] = true;
        if (operation.SocketPath is { } socket)
            written["socketPath"] = socket;
        written["tags"] = Array(operation.Tags);
        return written;
    }

    private static void AddCallers(JsonObject written, ApiOperation operation)
    {
        if (operation.RequiresAuthentication)
            written["requiresAuth"] = true;
        if (operation.RequiredRole is { } role)
            written["requiredRoles"] = Array([role]);
        if (operation.RequiredScope is { } scope)
            written["requiredScope"] = scope;
    }

    /// <summary>The types that stand in no operation.</summary>
    private static IEnumerable<ApiType> TypesBeside(ApiModel model)
    {
        var told = model
            .Operations.SelectMany(operation =>
                new[] { operation.Request.Name, operation.Response is { Shape: TypeShape.Named } r ? r.Name : null }
            )
            .OfType<string>()
            .ToHashSet();
        return model.Types.Where(type => !told.Contains(type.Name));
    }

    private static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}

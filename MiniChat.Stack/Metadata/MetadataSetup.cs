using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Stack.Metadata.Types;

namespace MiniChat.Stack.Metadata;

/// <summary>Tells everybody what the server's messages are: generated types, the metadata, a list for people.</summary>
/// <remarks>Source of the addresses: ServiceStack's "Add ServiceStack Reference" and its metadata.</remarks>
public static partial class MetadataSetup
{
    private const string Html = "text/html; charset=utf-8";
    private const string Json = "application/json; charset=utf-8";

    /// <summary>The types' languages, by the last part of their path, in the order of the list.</summary>
    public static IReadOnlyList<string> Languages { get; } = [.. TypesLanguages.All.Select(language => language.Id)];

    /// <summary>Maps <c>/types</c>, <c>/metadata</c>, <c>/metadata/app.json</c> and what stands for them under <c>/api</c>.</summary>
    /// <param name="endpoints">Where to map them.</param>
    /// <returns>A builder whose conventions hold for all of them.</returns>
    public static IEndpointConventionBuilder MapMetadata(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("");
        Map(group, "/types", context => WriteAsync(context, TypesList(context)))
            .WithName("Types")
            .WithSummary("The addresses of the messages' types, by language.");
        Map(group, "/types/{language}", context => WriteAsync(context, TypesOf(context, Named(context))))
            .WithName("TypesOfLanguage")
            .WithSummary("The messages as types of a language.")
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), ["text/plain"]));
        foreach (var language in TypesLanguages.All)
            Map(group, $"/api/Types{language.Name}", context => WriteAsync(context, TypesOf(context, language)))
                .ExcludeFromDescription();
        Map(
                group,
                "/metadata",
                context => WriteAsync(context, new Page(Html, OperationsPage.Write(ModelOf(context), NameOf(context))))
            )
            .WithName("Metadata")
            .WithSummary("The list of the messages, for people.")
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), ["text/html"]));
        Map(group, "/metadata/app.json", context => WriteAsync(context, new Page(Json, AppOf(context))))
            .WithName("MetadataApp")
            .WithSummary("What the messages are, for tools of ServiceStack's.");
        Map(group, "/api/MetadataApp", context => WriteAsync(context, new Page(Json, AppOf(context)))).ExcludeFromDescription();
        return group.WithTags("types");
    }

    private static IEndpointConventionBuilder Map(IEndpointRouteBuilder group, string path, RequestDelegate answer) =>
        group.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], answer).WithDisplayName($"Metadata at {path}");

    private static TypesLanguage Named(HttpContext context)
    {
        var id = (string?)context.Request.RouteValues["language"];
        return TypesLanguages.All.FirstOrDefault(language => language.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
            ?? throw new ServiceException(
                ErrorKind.NotFound,
                $"There are no types in this language. There are: {string.Join(", ", Languages)}."
            );
    }

    private static Page TypesOf(HttpContext context, TypesLanguage language)
    {
        var options = TypesOptions.Read(context.Request.Query, language.Options);
        return new Page(language.ContentType, language.Write(ModelOf(context), options, OriginOf(context)));
    }

    private static Page TypesList(HttpContext context)
    {
        context.Response.Headers.Vary = "Accept";
        var links = TypesLanguages.All.Select(language => (language.Name, Url: $"{BaseUrlOf(context)}/types/{language.Id}"));
        if (context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
            return new Page(Html, OperationsPage.WriteTypes(links, NameOf(context)));
        var map = new JsonObject(links.Select(link => KeyValuePair.Create(link.Name, (JsonNode?)link.Url)));
        return new Page(Json, map.ToJsonString());
    }

    private static string AppOf(HttpContext context) =>
        AppMetadata.Write(ModelOf(context), OriginOf(context), OptionsOf(context)).ToJsonString();

    private static TypesOrigin OriginOf(HttpContext context) =>
        new(
            BaseUrlOf(context),
            typeof(MetadataSetup)
                .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
                .InformationalVersion.Split('+')[0],
            context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()
        );

    private static string BaseUrlOf(HttpContext context)
    {
        if (OptionsOf(context).PublicUrl is { } known)
            return known;
        var request = context.Request;
        var url = $"{request.Scheme}://{request.Host}{request.PathBase}";
        // It comes from the caller and goes into code.
        return Address().IsMatch(url)
            ? url
            : throw new ServiceException(
                ErrorKind.Invalid,
                "The header 'Host' is no name of a server; it can be example.org:5000."
            );
    }

    private static ApiModel ModelOf(HttpContext context) => context.RequestServices.GetRequiredService<ApiSource>().Model;

    private static string NameOf(HttpContext context) => OptionsOf(context).ServiceName;

    private static MessageHostOptions OptionsOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<MessageHostOptions>();

    private static Task WriteAsync(HttpContext context, Page page)
    {
        var bytes = Encoding.UTF8.GetBytes(page.Text);
        var response = context.Response;
        response.ContentType = page.ContentType;
        response.ContentLength = bytes.Length;
        response.Headers.CacheControl = "no-cache";
        if (page.ContentType == Html)
            response.Headers.ContentSecurityPolicy = OperationsPage.Policy;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    [GeneratedRegex(@"\Ahttps?://[A-Za-z0-9.:\[\]_-]+(/[A-Za-z0-9._~%-]+)*\z")]
    private static partial Regex Address();

    private sealed record Page(string ContentType, string Text);
}

using Microsoft.AspNetCore.Http;
using MiniChat.Stack.Binding;
using MiniChat.Stack.Routing;

namespace MiniChat.Stack.Formats;

/// <summary>How a response is written.</summary>
internal enum ResponseFormat
{
    Json,
    Csv,
    JsonLines,
}

/// <summary>Finds out how a caller wants a response.</summary>
internal static class ResponseFormats
{
    /// <summary>The route's variable that holds the end of the path: <c>/api/FindChats.csv</c>.</summary>
    public const string RouteVariable = "format";

    /// <summary>What the path of a message by name can end in, for its route.</summary>
    public const string Suffix = ".{" + RouteVariable + ":regex(^(json|csv|jsonl)$)}";

    /// <summary>The format: by the path's end, by <c>format</c> in the query, or, where it is negotiated, by <c>Accept</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="kind">What kind of address it came by.</param>
    /// <exception cref="ServiceException">The query names another format.</exception>
    public static ResponseFormat Of(HttpRequest request, AddressKind kind)
    {
        if (kind == AddressKind.NameAndFormat)
            return Parse((string)request.RouteValues[RouteVariable]!)!.Value;
        if (InQuery(request, RouteVariable) is { Length: > 0 } name)
            return Parse(name) ?? throw BindingErrors.ForField("Format", "'format' can be json, csv or jsonl.");
        return kind == AddressKind.OwnRoute ? Accepted(request) : ResponseFormat.Json;
    }

    /// <summary>What the query gives a name, or nothing. Hardly any query holds these names, and those others are not taken apart.</summary>
    public static string InQuery(HttpRequest request, string name) =>
        request.QueryString.Value is { } query && query.Contains(name, StringComparison.OrdinalIgnoreCase)
            ? request.Query[name].ToString()
            : "";

    private static ResponseFormat? Parse(string name) =>
        name.ToLowerInvariant() switch
        {
            "json" => ResponseFormat.Json,
            "csv" => ResponseFormat.Csv,
            "jsonl" => ResponseFormat.JsonLines,
            _ => null,
        };

    private static ResponseFormat Accepted(HttpRequest request)
    {
        foreach (var accept in request.Headers.Accept)
        {
            if (accept is null || accept.Contains("application/json", StringComparison.OrdinalIgnoreCase))
                return ResponseFormat.Json;
            if (accept.Contains("text/csv", StringComparison.OrdinalIgnoreCase))
                return ResponseFormat.Csv;
            if (accept.Contains("text/jsonl", StringComparison.OrdinalIgnoreCase))
                return ResponseFormat.JsonLines;
        }
        return ResponseFormat.Json;
    }
}

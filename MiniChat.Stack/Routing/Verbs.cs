using Microsoft.AspNetCore.Http;

namespace MiniChat.Stack.Routing;

/// <summary>The verbs of messages.</summary>
internal static class Verbs
{
    /// <summary>Every verb a message can have.</summary>
    public static readonly string[] All =
    [
        HttpMethods.Get,
        HttpMethods.Post,
        HttpMethods.Put,
        HttpMethods.Patch,
        HttpMethods.Delete,
    ];

    /// <summary>The verb of the message's marker interface, or null when it has none.</summary>
    public static string? OfMarker(Type message)
    {
        if (message.IsAssignableTo(typeof(IGet)))
            return HttpMethods.Get;
        if (message.IsAssignableTo(typeof(IPost)))
            return HttpMethods.Post;
        if (message.IsAssignableTo(typeof(IPut)))
            return HttpMethods.Put;
        if (message.IsAssignableTo(typeof(IPatch)))
            return HttpMethods.Patch;
        return message.IsAssignableTo(typeof(IDelete)) ? HttpMethods.Delete : null;
    }

    /// <summary>The verb a method is named after; null for <c>Any</c> and others.</summary>
    public static string? OfHandler(string name) => Array.Find(All, v => v.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads <c>GET,POST</c>.</summary>
    public static string[] Parse(string verbs) =>
        [
            .. verbs
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(v => v.ToUpperInvariant()),
        ];
}

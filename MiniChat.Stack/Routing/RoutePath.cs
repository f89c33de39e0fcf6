using System.Reflection;
using Microsoft.AspNetCore.Routing.Patterns;

namespace MiniChat.Stack.Routing;

/// <summary>The paths of messages: checked at start, compared as routing compares them.</summary>
internal static class RoutePath
{
    /// <summary>Refuses a path that is none, or whose variables are no properties of the message.</summary>
    public static string Check(Type message, string path)
    {
        if (!path.StartsWith('/'))
            throw new InvalidOperationException($"{message.Name} has the path '{path}'; a path begins with a slash.");
        foreach (var variable in RoutePatternFactory.Parse(path).Parameters)
        {
            const BindingFlags anyCase = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;
            if (message.GetProperty(variable.Name, anyCase) is null)
                throw new InvalidOperationException($"{message.Name} has the path '{path}', but no property {variable.Name}.");
        }
        return path;
    }

    /// <summary>The form in which two paths are equal when the same addresses lead to both.</summary>
    public static string Canonical(string path)
    {
        var segments = RoutePatternFactory.Parse(path).PathSegments;
        return string.Join('/', segments.Select(s => string.Concat(s.Parts.Select(Canonical))));
    }

    private static string Canonical(RoutePatternPart part) =>
        part switch
        {
            RoutePatternLiteralPart literal => literal.Content.ToLowerInvariant(),
            RoutePatternSeparatorPart separator => separator.Content,
            _ => "{}",
        };
}

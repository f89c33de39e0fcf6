using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using MiniChat.Stack.Validation;

namespace MiniChat.Stack.Routing;

/// <summary>Puts together what is known about one message, and refuses what is ambiguous.</summary>
internal static class DescriptorBuilder
{
    /// <summary>Describes the message that all the methods answer.</summary>
    public static MessageDescriptor Build(Type message, IReadOnlyList<HandlerMethod> methods, JsonSerializerOptions json)
    {
        if (message.GetConstructor([]) is null || message.IsAbstract)
            throw new InvalidOperationException($"{message.Name} needs a public constructor without parameters.");
        RefuseTwins(message, methods);
        var response = Contract.Argument(message, typeof(IReturn<>));
        var events = Contract.Argument(message, typeof(IStreamOf<>));
        var handlers = Handlers(message, methods, response);
        var stream = methods.FirstOrDefault(m => m.IsStream);
        if (stream is not null && events is null)
            throw new InvalidOperationException($"{stream.FullName} streams; {message.Name} must say so with IStreamOf<…>.");
        var authenticated = message.GetCustomAttribute<ValidateIsAuthenticatedAttribute>();

        return new MessageDescriptor
        {
            Name = message.Name,
            RequestType = message,
            ResponseType = response,
            EventType = stream is null ? null : events,
            Verbs = VerbsOf(message, methods),
            Routes = RoutesOf(message, methods),
            SocketPath = SocketPath(message, stream),
            Tags = [.. message.GetCustomAttributes<TagAttribute>().Select(t => t.Name)],
            Handlers = handlers,
            Stream = stream is null ? null : HandlerCompiler.CompileStream(stream, events!),
            RequiresAuthentication = authenticated is not null,
            RequiredRole = (authenticated as ValidateHasRoleAttribute)?.Role,
            RequiredScope = message.GetCustomAttribute<ValidateScopeAttribute>()?.Scope,
            Rules = RuleCompiler.Compile(message),
            Json = json,
        };
    }

    private static void RefuseTwins(Type message, IReadOnlyList<HandlerMethod> methods)
    {
        var twins = methods.GroupBy(m => m.Name).FirstOrDefault(g => g.Count() > 1);
        if (twins is not null)
            throw new InvalidOperationException(
                $"{message.Name} has two handlers for {twins.Key}: {string.Join(" and ", twins.Select(t => t.FullName))}; there can be one."
            );
        if (methods.Any(m => m.IsAny) && methods.FirstOrDefault(m => !m.IsAny && !m.IsStream) is { } named)
            throw new InvalidOperationException(
                $"{message.Name} has a handler Any beside {named.FullName}; there can be Any or verbs, not both."
            );
    }

    private static FrozenDictionary<string, Handler> Handlers(Type message, IReadOnlyList<HandlerMethod> methods, Type? response)
    {
        var found = new Dictionary<string, Handler>();
        foreach (var method in methods.Where(m => !m.IsStream))
        {
            if (response is null && !message.IsAssignableTo(typeof(IReturnVoid)))
                throw new InvalidOperationException(
                    $"{method.FullName} answers; {message.Name} must say so with IReturn<…> or IReturnVoid."
                );
            var handler = HandlerCompiler.Compile(method, response);
            foreach (var verb in method.IsAny ? Verbs.All : [Verbs.OfHandler(method.Name)!])
                found.Add(verb, handler);
        }
        return found.ToFrozenDictionary();
    }

    private static string[] VerbsOf(Type message, IReadOnlyList<HandlerMethod> methods)
    {
        var named = methods.Select(m => Verbs.OfHandler(m.Name)).OfType<string>().ToArray();
        if (named.Length > 0)
            return named;
        return Verbs.OfMarker(message) is { } marker ? [marker] : Verbs.All;
    }

    private static MessageRoute[] RoutesOf(Type message, IReadOnlyList<HandlerMethod> methods)
    {
        var own = VerbsOf(message, methods);
        var anyVerb = methods.Any(m => m.IsAny) || methods.All(m => m.IsStream);
        return [.. message.GetCustomAttributes<RouteAttribute>().Select(Route)];

        MessageRoute Route(RouteAttribute route)
        {
            var verbs = route.Verbs is null ? own : Verbs.Parse(route.Verbs);
            var lost = Array.Find(verbs, v => !Verbs.All.Contains(v) || !(anyVerb || own.Contains(v)));
            if (lost is not null)
                throw new InvalidOperationException(
                    $"{message.Name} has the route {lost} {route.Path}, which no handler answers."
                );
            return new MessageRoute(RoutePath.Check(message, route.Path), verbs);
        }
    }

    private static string? SocketPath(Type message, HandlerMethod? stream)
    {
        if (message.GetCustomAttribute<SocketRouteAttribute>() is not { } socket)
            return null;
        return stream is not null
            ? RoutePath.Check(message, socket.Path)
            : throw new InvalidOperationException($"{message.Name} has the socket {socket.Path}, but no handler streams it.");
    }
}

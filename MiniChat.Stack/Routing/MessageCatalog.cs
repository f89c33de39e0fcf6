using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace MiniChat.Stack.Routing;

/// <summary>All messages that the server answers, found once at start.</summary>
public sealed class MessageCatalog
{
    private readonly FrozenDictionary<Type, MessageDescriptor> byType;

    private MessageCatalog(MessageDescriptor[] messages, Type[] services)
    {
        Messages = messages;
        Services = services;
        byType = messages.ToFrozenDictionary(m => m.RequestType);
    }

    /// <summary>The messages, by name.</summary>
    public IReadOnlyList<MessageDescriptor> Messages { get; }

    /// <summary>The services' classes.</summary>
    public IReadOnlyList<Type> Services { get; }

    /// <summary>The message of the class, or null when nothing answers it.</summary>
    public MessageDescriptor? Find(Type message) => byType.GetValueOrDefault(message);

    /// <summary>Finds the services of the assemblies and their messages.</summary>
    /// <exception cref="InvalidOperationException">Something is ambiguous; the sentence says what.</exception>
    public static MessageCatalog Scan(IEnumerable<Assembly> assemblies, JsonSerializerOptions json) =>
        Of(assemblies.Distinct().SelectMany(a => a.GetTypes()).Where(IsService), json);

    /// <summary>Finds the messages of the services.</summary>
    /// <exception cref="InvalidOperationException">Something is ambiguous; the sentence says what.</exception>
    public static MessageCatalog Of(IEnumerable<Type> services, JsonSerializerOptions json)
    {
        Type[] all = [.. services];
        var methods = all.SelectMany(HandlerMethod.Of).GroupBy(m => m.Message);
        MessageDescriptor[] messages =
        [
            .. methods
                .Select(g => DescriptorBuilder.Build(g.Key, [.. g], json))
                .OrderBy(m => m.Name, StringComparer.OrdinalIgnoreCase),
        ];
        RefuseTwinNames(messages);
        RefuseTwinRoutes(messages);
        return new MessageCatalog(messages, all);
    }

    private static bool IsService(Type type) =>
        type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false } && type.IsAssignableTo(typeof(IService));

    private static void RefuseTwinNames(MessageDescriptor[] messages)
    {
        var twins = messages.GroupBy(m => m.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        if (twins is not null)
            throw new InvalidOperationException(
                $"Two messages are called {twins.Key}: {string.Join(" and ", twins.Select(t => t.RequestType.FullName))}; a name belongs to one."
            );
    }

    private static void RefuseTwinRoutes(MessageDescriptor[] messages)
    {
        var owners = new Dictionary<(string, string), string>();
        foreach (var message in messages)
        foreach (var (path, verb) in Addresses(message))
        {
            if (!owners.TryAdd((RoutePath.Canonical(path), verb), message.Name))
                throw new InvalidOperationException(
                    $"{verb} {path} belongs to {owners[(RoutePath.Canonical(path), verb)]} and to {message.Name}; it can belong to one."
                );
        }
    }

    private static IEnumerable<(string Path, string Verb)> Addresses(MessageDescriptor message)
    {
        foreach (var route in message.Routes)
        foreach (var verb in route.Verbs)
            yield return (route.Path, verb);
        foreach (var verb in message.Verbs)
            yield return ($"/api/{message.Name}", verb);
        if (message.SocketPath is { } socket)
            yield return (socket, "GET");
    }
}

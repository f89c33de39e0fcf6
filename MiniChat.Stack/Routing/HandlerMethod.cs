using System.Reflection;

namespace MiniChat.Stack.Routing;

/// <summary>A method of a service that answers a message, as reflection finds it at start.</summary>
/// <param name="Service">The service's class.</param>
/// <param name="Method">The method.</param>
/// <param name="Name">Its name without <c>Async</c>: <c>Any</c>, <c>Stream</c> or a verb.</param>
/// <param name="Message">The message's class.</param>
internal sealed record HandlerMethod(Type Service, MethodInfo Method, string Name, Type Message)
{
    private const string Any = "Any";
    private const string Streaming = "Stream";

    /// <summary>Whether it answers with a stream.</summary>
    public bool IsStream => Name == Streaming;

    /// <summary>Whether it answers every verb.</summary>
    public bool IsAny => Name == Any;

    /// <summary>How a person finds it.</summary>
    public string FullName => $"{Service.Name}.{Method.Name}({Message.Name})";

    /// <summary>All handlers of a service.</summary>
    public static IEnumerable<HandlerMethod> Of(Type service)
    {
        foreach (var method in service.GetMethods(BindingFlags.Public | BindingFlags.Instance))
        {
            if (NameOf(method) is not { } name)
                continue;
            var parameters = method.GetParameters();
            if (parameters.Length == 0 || !IsMessage(parameters[0].ParameterType))
                throw new InvalidOperationException(
                    $"{service.Name}.{method.Name} is named like a handler; its first parameter must be a message (IReturn, IReturnVoid or IStreamOf)."
                );
            yield return new HandlerMethod(service, method, name, parameters[0].ParameterType);
        }
    }

    private static string? NameOf(MethodInfo method)
    {
        var name = method.Name.EndsWith("Async", StringComparison.Ordinal) ? method.Name[..^5] : method.Name;
        var isHandler = name is Any or Streaming || Array.Exists(Verbs.All, v => name.Length == v.Length && name == Pascal(v));
        return isHandler && method.DeclaringType != typeof(object) ? name : null;
    }

    private static string Pascal(string verb) => verb[0] + verb[1..].ToLowerInvariant();

    private static bool IsMessage(Type type) =>
        type.IsClass
        && (
            type.IsAssignableTo(typeof(IReturnVoid))
            || Contract.Argument(type, typeof(IReturn<>)) is not null
            || Contract.Argument(type, typeof(IStreamOf<>)) is not null
        );
}

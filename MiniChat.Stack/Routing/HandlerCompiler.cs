using System.Reflection;

namespace MiniChat.Stack.Routing;

/// <summary>Makes delegates of the services' methods, so that no call looks anything up.</summary>
/// <remarks>They are made of the methods themselves: compiled expressions would cost the start about two milliseconds each.</remarks>
internal static class HandlerCompiler
{
    /// <summary>A method as a delegate; what it returns is a task or a stream.</summary>
    private delegate object Invocation(object service, object message, Call call, CancellationToken cancel);

    /// <summary>Makes a delegate of a method that answers once.</summary>
    public static Handler Compile(HandlerMethod handler, Type? response)
    {
        var returns = handler.Method.ReturnType;
        if (response is null && returns == typeof(Task))
        {
            var invoke = Bind(handler);
            return new Handler(handler.Service, handler.Name, (s, m, c, t) => Awaiting.Nothing((Task)invoke(s, m, c, t)));
        }
        if (response is { IsValueType: false } && returns == typeof(Task<>).MakeGenericType(response))
            return new Handler(handler.Service, handler.Name, Generic<HandlerCall>(nameof(Awaited), response, Bind(handler)));
        var expected = response is null ? "Task" : $"Task<{response.Name}>, and {response.Name} must be a class";
        throw new InvalidOperationException($"{handler.FullName} must return {expected}, as its message says.");
    }

    /// <summary>Makes a delegate of a method that answers with a stream.</summary>
    public static StreamHandler CompileStream(HandlerMethod handler, Type events)
    {
        var expected = typeof(IAsyncEnumerable<>).MakeGenericType(events);
        if (handler.Method.ReturnType != expected || events.IsValueType)
            throw new InvalidOperationException(
                $"{handler.FullName} must return IAsyncEnumerable<{events.Name}>, as the message's IStreamOf says, and {events.Name} must be a class."
            );
        var invoke = Bind(handler);
        return new StreamHandler(handler.Service, (s, m, c, t) => (IAsyncEnumerable<IStreamEvent>)invoke(s, m, c, t));
    }

    private static HandlerCall Awaited<TResponse>(Invocation invoke)
        where TResponse : class => (s, m, c, t) => Awaiting.Response((Task<TResponse>)invoke(s, m, c, t));

    private static Invocation Bind(HandlerMethod handler)
    {
        var open = Method(nameof(Bind)).MakeGenericMethod(handler.Service, handler.Message, handler.Method.ReturnType);
        var bound = (Invocation?)open.Invoke(null, [handler.Method, Extras(handler)]);
        return bound
            ?? throw new InvalidOperationException(
                $"{handler.FullName} must take its message, then a Caller or a Call or neither, then a CancellationToken or none."
            );
    }

    private static string Extras(HandlerMethod handler) =>
        string.Join(' ', handler.Method.GetParameters().Skip(1).Select(parameter => parameter.ParameterType.Name));

    private static Invocation? Bind<TService, TMessage, TReturn>(MethodInfo method, string extras)
        where TService : class
        where TMessage : class
        where TReturn : class
    {
        switch (extras)
        {
            case "":
                var plain = method.CreateDelegate<Func<TService, TMessage, TReturn>>();
                return (s, m, _, _) => plain((TService)s, (TMessage)m);
            case "CancellationToken":
                var cancelled = method.CreateDelegate<Func<TService, TMessage, CancellationToken, TReturn>>();
                return (s, m, _, t) => cancelled((TService)s, (TMessage)m, t);
            case "Caller":
                var named = method.CreateDelegate<Func<TService, TMessage, Caller, TReturn>>();
                return (s, m, c, _) => named((TService)s, (TMessage)m, c.Caller);
            case "Call":
                var called = method.CreateDelegate<Func<TService, TMessage, Call, TReturn>>();
                return (s, m, c, _) => called((TService)s, (TMessage)m, c);
            case "Caller CancellationToken":
                var both = method.CreateDelegate<Func<TService, TMessage, Caller, CancellationToken, TReturn>>();
                return (s, m, c, t) => both((TService)s, (TMessage)m, c.Caller, t);
            case "Call CancellationToken":
                var all = method.CreateDelegate<Func<TService, TMessage, Call, CancellationToken, TReturn>>();
                return (s, m, c, t) => all((TService)s, (TMessage)m, c, t);
            default:
                return null;
        }
    }

    private static T Generic<T>(string name, Type argument, Invocation invoke) =>
        (T)Method(name).MakeGenericMethod(argument).Invoke(null, [invoke])!;

    private static MethodInfo Method(string name) =>
        Array.Find(
            typeof(HandlerCompiler).GetMethods(BindingFlags.NonPublic | BindingFlags.Static),
            method => method.Name == name && method.IsGenericMethodDefinition
        )!;
}

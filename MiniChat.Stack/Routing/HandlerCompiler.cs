using System.Linq.Expressions;

namespace MiniChat.Stack.Routing;

/// <summary>Makes delegates of the services' methods, so that no call looks anything up.</summary>
internal static class HandlerCompiler
{
    private static readonly ParameterExpression Service = Expression.Parameter(typeof(object), "service");
    private static readonly ParameterExpression Message = Expression.Parameter(typeof(object), "message");
    private static readonly ParameterExpression CallOf = Expression.Parameter(typeof(Call), "call");
    private static readonly ParameterExpression Cancel = Expression.Parameter(typeof(CancellationToken), "cancel");

    /// <summary>Compiles a method that answers once.</summary>
    public static Handler Compile(HandlerMethod handler, Type? response)
    {
        var awaited = Expression.Call(AwaiterOf(handler, response), Invocation(handler));
        var lambda = Expression.Lambda<HandlerCall>(awaited, Service, Message, CallOf, Cancel);
        return new Handler(handler.Service, handler.Name, lambda.Compile());
    }

    /// <summary>Compiles a method that answers with a stream.</summary>
    public static StreamHandler CompileStream(HandlerMethod handler, Type events)
    {
        var expected = typeof(IAsyncEnumerable<>).MakeGenericType(events);
        if (handler.Method.ReturnType != expected || events.IsValueType)
            throw new InvalidOperationException(
                $"{handler.FullName} must return IAsyncEnumerable<{events.Name}>, as the message's IStreamOf says, and {events.Name} must be a class."
            );
        var lambda = Expression.Lambda<StreamCall>(Invocation(handler), Service, Message, CallOf, Cancel);
        return new StreamHandler(handler.Service, lambda.Compile());
    }

    private static MethodCallExpression Invocation(HandlerMethod handler)
    {
        var arguments = handler
            .Method.GetParameters()
            .Select((p, i) => i == 0 ? Expression.Convert(Message, p.ParameterType) : Argument(handler, p.ParameterType));
        return Expression.Call(Expression.Convert(Service, handler.Service), handler.Method, arguments);
    }

    private static Expression Argument(HandlerMethod handler, Type type)
    {
        if (type == typeof(Caller))
            return Expression.Property(CallOf, nameof(Call.Caller));
        if (type == typeof(Call))
            return CallOf;
        if (type == typeof(CancellationToken))
            return Cancel;
        throw new InvalidOperationException(
            $"{handler.FullName} asks for a {type.Name}; after the message come only a Caller, a Call and a CancellationToken."
        );
    }

    private static System.Reflection.MethodInfo AwaiterOf(HandlerMethod handler, Type? response)
    {
        var returns = handler.Method.ReturnType;
        if (response is null && returns == typeof(Task))
            return typeof(Awaiting).GetMethod(nameof(Awaiting.Nothing))!;
        if (response is not null && returns == typeof(Task<>).MakeGenericType(response))
            return typeof(Awaiting).GetMethod(nameof(Awaiting.Response))!.MakeGenericMethod(response);
        if (response is not null && returns == typeof(ValueTask<>).MakeGenericType(response))
            return typeof(Awaiting).GetMethod(nameof(Awaiting.ValueResponse))!.MakeGenericMethod(response);
        var expected = response is null ? "Task" : $"Task<{response.Name}> or ValueTask<{response.Name}>";
        throw new InvalidOperationException($"{handler.FullName} must return {expected}, as its message says.");
    }
}

namespace MiniChat.Stack.Routing;

/// <summary>A service's method, compiled: answers a message with its response, or with null when there is none.</summary>
public delegate ValueTask<object?> HandlerCall(object service, object message, Call call, CancellationToken cancel);

/// <summary>A service's <c>Stream</c> method, compiled.</summary>
public delegate IAsyncEnumerable<IStreamEvent> StreamCall(object service, object message, Call call, CancellationToken cancel);

/// <summary>Who answers a message.</summary>
/// <param name="Service">The service's class.</param>
/// <param name="Name">The method's name, such as <c>Post</c>.</param>
/// <param name="Invoke">The method.</param>
public sealed record Handler(Type Service, string Name, HandlerCall Invoke);

/// <summary>Who answers a message with a stream.</summary>
/// <param name="Service">The service's class.</param>
/// <param name="Invoke">The method.</param>
public sealed record StreamHandler(Type Service, StreamCall Invoke);

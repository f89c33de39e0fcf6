namespace MiniChat.Stack;

/// <summary>A message that is answered with a <typeparamref name="TResponse"/>.</summary>
/// <typeparam name="TResponse">What comes back.</typeparam>
public interface IReturn<TResponse>;

/// <summary>A message that is answered with nothing (HTTP 204).</summary>
public interface IReturnVoid;

/// <summary>A message that can also be answered with a stream of events.</summary>
/// <typeparam name="TEvent">The event of the stream.</typeparam>
public interface IStreamOf<TEvent>
    where TEvent : IStreamEvent;

/// <summary>A message whose sender may ask for the stream in the body, not only by the <c>Accept</c> header.</summary>
public interface IMayStream
{
    /// <summary>True asks for a stream; absent or false for the whole answer.</summary>
    bool? Stream { get; }
}

/// <summary>A message sent by GET: it changes nothing.</summary>
public interface IGet;

/// <summary>A message sent by POST.</summary>
public interface IPost;

/// <summary>A message sent by PUT.</summary>
public interface IPut;

/// <summary>A message sent by PATCH.</summary>
public interface IPatch;

/// <summary>A message sent by DELETE.</summary>
public interface IDelete;

/// <summary>One event of a stream: what Server-Sent Events and sockets carry.</summary>
public interface IStreamEvent
{
    /// <summary>The place in the stream: the <c>id:</c> of Server-Sent Events, <c>seq</c> of a socket's frame.</summary>
    long Seq { get; }

    /// <summary>The event's name.</summary>
    string Event { get; }

    /// <summary>The event's data, written as JSON by its runtime type.</summary>
    object Data { get; }
}

/// <summary>Marks a class whose public methods handle messages. It is found at start; nothing has to be registered.</summary>
/// <remarks>
/// A handler is named <c>Any</c>, <c>Get</c>, <c>Post</c>, <c>Put</c>, <c>Patch</c> or <c>Delete</c> and returns a task, or
/// <c>Stream</c> and returns an <see cref="IAsyncEnumerable{T}"/>. Its first parameter is the message; a <see cref="Caller"/>
/// or a <see cref="Call"/> may follow, then a <see cref="CancellationToken"/> (the caller has gone).
/// </remarks>
public interface IService;

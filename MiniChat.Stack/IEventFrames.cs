using System.Buffers;

namespace MiniChat.Stack;

/// <summary>
/// How a door writes its streams of Server-Sent Events. Everything else is the message host's: the headers, sending what is
/// there together, slow readers, heartbeats, the end of the session.
/// </summary>
/// <typeparam name="TEvent">What is streamed.</typeparam>
/// <remarks>One for each stream: it may remember what it wrote.</remarks>
public interface IEventFrames<in TEvent>
{
    /// <summary>
    /// Whether comments say during a silence that the stream is still there. Then the response begins after such a silence at
    /// the latest; else it begins with the first event, however long that takes.
    /// </summary>
    bool HasHeartbeats { get; }

    /// <summary>Writes an event, or nothing.</summary>
    /// <param name="body">What is sent.</param>
    /// <param name="item">The event.</param>
    void Write(IBufferWriter<byte> body, TEvent item);

    /// <summary>Writes what went wrong, as the last event. What goes wrong before the first one is an error with a status.</summary>
    /// <param name="body">What is sent.</param>
    /// <param name="status">The status it would have had.</param>
    /// <param name="words">What went wrong.</param>
    void Fail(IBufferWriter<byte> body, int status, ResponseStatus words);
}

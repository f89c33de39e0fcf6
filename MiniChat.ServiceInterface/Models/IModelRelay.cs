namespace MiniChat.ServiceInterface.Models;

/// <summary>Passes calls in OpenAI's format on to what answers, byte for byte, and its responses back.</summary>
public interface IModelRelay
{
    /// <summary>Sends a call and waits for the head of its response, whatever the status.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancel">Ends the call at the socket within 100 ms, while it is sent and while it is read.</param>
    /// <exception cref="ModelException">
    /// There is no response to pass on: nobody answers, in time, or our key is refused, or what came is no answer to such a call.
    /// </exception>
    Task<RelayedResponse> SendAsync(RelayedCall call, CancellationToken cancel);
}

/// <summary>One call in OpenAI's format.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below <c>/v1/</c>, escaped, such as <c>chat/completions</c>.</param>
public sealed record RelayedCall(string Method, string Path)
{
    /// <summary>The body as it came: JSON; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the body asks for a stream.</summary>
    public bool WantsStream { get; init; }

    /// <summary>Headers of the caller's that mean something to the model's server.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}

/// <summary>A response in OpenAI's format. No secret of ours is in it.</summary>
public abstract class RelayedResponse : IAsyncDisposable
{
    /// <summary>The least length of a buffer to read into.</summary>
    public const int LeastBuffer = 3072;

    /// <summary>The HTTP status.</summary>
    public abstract int Status { get; }

    /// <summary>The headers that are the caller's business, in order: no hop-by-hop ones.</summary>
    public abstract IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>Whether the body is a stream of events.</summary>
    public abstract bool IsEventStream { get; }

    /// <summary>Reads more of the body as soon as there is some.</summary>
    /// <param name="buffer">At least <see cref="LeastBuffer"/> bytes; or empty, to wait until there is something to read.</param>
    /// <returns>How many bytes; 0 at the end (for an empty buffer always).</returns>
    /// <exception cref="ModelException">The body broke off, or nothing came in time.</exception>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

namespace MiniChat.Host.Relays;

/// <summary>What is passed on.</summary>
/// <param name="Path">The path below the model server's <c>/v1/</c>.</param>
/// <param name="HasMessages">Whether the body must have a list of messages.</param>
/// <param name="CanStream">Whether there are streams of it; where not, nobody minds a body that asks for one.</param>
public sealed record RelayKind(string Path, bool HasMessages = false, bool CanStream = true)
{
    /// <summary>A chat completion.</summary>
    public static RelayKind ChatCompletion { get; } = new("chat/completions", HasMessages: true);

    /// <summary>Vectors of texts.</summary>
    public static RelayKind Embeddings { get; } = new("embeddings", CanStream: false);

    /// <summary>A response of OpenAI's newer format.</summary>
    public static RelayKind Responses { get; } = new("responses");
}

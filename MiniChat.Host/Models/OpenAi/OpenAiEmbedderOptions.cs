namespace MiniChat.Host.Models.OpenAi;

/// <summary>Which model makes vectors, and where.</summary>
public sealed record OpenAiEmbedderOptions
{
    /// <summary>The usual model.</summary>
    public const string UsualModel = "text-embedding-3-small";

    /// <summary>The server, its key and the model.</summary>
    public required OpenAiOptions Server { get; init; }

    /// <summary>How many numbers a vector has.</summary>
    public required int Dimensions { get; init; }

    /// <summary>How many numbers the vectors of a known model have by themselves; null for another model.</summary>
    /// <param name="model">The model's name.</param>
    public static int? UsualDimensions(string model) =>
        model switch
        {
            UsualModel or "text-embedding-ada-002" => 1536,
            "text-embedding-3-large" => 3072,
            _ => null,
        };

    /// <summary>Whether the server is asked for this many: only these models can make fewer, and others refuse the word.</summary>
    public bool AsksForDimensions =>
        Server.Model.StartsWith("text-embedding-3-", StringComparison.Ordinal) && UsualDimensions(Server.Model) != Dimensions;
}

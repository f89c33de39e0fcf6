using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniChat.Host.Models.OpenAi;

/// <summary>The vectors of one call, as OpenAI writes them.</summary>
/// <remarks>Fields: https://platform.openai.com/docs/api-reference/embeddings.</remarks>
/// <param name="Vectors">One for each text, of unit length.</param>
/// <param name="Tokens">The tokens of all texts; 0 where they are not told.</param>
internal sealed record EmbeddingList(float[][] Vectors, long Tokens)
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body of a call. Numbers are asked for as such: base64 is not what every server can.</summary>
    public static ReadOnlyMemory<byte> Ask(OpenAiEmbedderOptions options, IReadOnlyList<string> texts)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, Writing);
        json.WriteStartObject();
        json.WriteString("model"u8, options.Server.Model);
        json.WriteStartArray("input"u8);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
        json.WriteString("encoding_format"u8, "float"u8);
        if (options.AsksForDimensions)
            json.WriteNumber("dimensions"u8, options.Dimensions);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Reads a response.</summary>
    /// <param name="root">The response's JSON.</param>
    /// <param name="count">How many vectors there must be.</param>
    /// <param name="dimensions">How many numbers each must have.</param>
    /// <exception cref="ServiceInterface.Models.ModelException">These are not the vectors that were asked for.</exception>
    public static EmbeddingList Read(JsonElement root, int count, int dimensions)
    {
        if (Field(root, "data") is not { ValueKind: JsonValueKind.Array } data)
            throw EmbedderFault.NoVectors("something else than vectors");
        var vectors = new float[count][];
        if (data.GetArrayLength() != count)
            throw EmbedderFault.NoVectors($"{data.GetArrayLength()} vectors for {count} texts");
        foreach (var item in data.EnumerateArray())
        {
            if (Field(item, "index") is not { ValueKind: JsonValueKind.Number } place || !place.TryGetInt32(out var at))
                throw EmbedderFault.NoVectors("a vector without its place");
            if (at < 0 || at >= count || vectors[at] is not null)
                throw EmbedderFault.NoVectors("vectors at places that are not the texts'");
            vectors[at] = Vector(item, dimensions);
        }
        return new EmbeddingList(vectors, TokensOf(root));
    }

    private static float[] Vector(JsonElement item, int dimensions)
    {
        if (Field(item, "embedding") is not { ValueKind: JsonValueKind.Array } list)
            throw EmbedderFault.NoVectors("a vector that is no list of numbers");
        if (list.GetArrayLength() != dimensions)
        {
            throw EmbedderFault.NoVectors(
                $"vectors of {list.GetArrayLength()} dimensions in place of {dimensions} (MiniChat__Embeddings__Dimensions)"
            );
        }
        var vector = new float[dimensions];
        var at = 0;
        var sum = 0d;
        foreach (var number in list.EnumerateArray())
        {
            if (number.ValueKind != JsonValueKind.Number || !number.TryGetSingle(out var value) || !float.IsFinite(value))
                throw EmbedderFault.NoVectors("a vector with what is no number");
            vector[at++] = value;
            sum += (double)value * value;
        }
        var length = Math.Sqrt(sum);
        if (length < 1e-12)
            throw EmbedderFault.NoVectors("a vector without a direction");
        for (var i = 0; i < vector.Length; i++)
            vector[i] = (float)(vector[i] / length);
        return vector;
    }

    private static long TokensOf(JsonElement root) =>
        Field(root, "usage") is { } usage
        && Field(usage, "prompt_tokens") is { ValueKind: JsonValueKind.Number } told
        && told.TryGetInt64(out var tokens)
            ? Math.Max(0, tokens)
            : 0;

    private static JsonElement? Field(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;
}

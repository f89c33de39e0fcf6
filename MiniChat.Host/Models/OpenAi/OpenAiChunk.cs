using System.Text.Json;
using MiniChat.ServiceModel;

namespace MiniChat.Host.Models.OpenAi;

/// <summary>What one chunk of a stream is.</summary>
internal enum ChunkKind
{
    Part,
    Done,
    Error,
    Bad,
}

/// <summary>One chunk of a streamed chat completion: only what an answer needs of it.</summary>
internal readonly record struct OpenAiChunk(ChunkKind Kind)
{
    public string? Text { get; init; }
    public string? FinishReason { get; init; }
    public Usage? Usage { get; init; }

    /// <summary>Reads the data of one event; what it does not know is skipped.</summary>
    public static OpenAiChunk Parse(string eventType, ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual("[DONE]"u8))
            return new OpenAiChunk(ChunkKind.Done);
        if (eventType == "error")
            return new OpenAiChunk(ChunkKind.Error);
        if (data.IsEmpty)
            return new OpenAiChunk(ChunkKind.Part);
        try
        {
            var reader = new Utf8JsonReader(data);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject
                ? ReadChunk(ref reader)
                : new OpenAiChunk(ChunkKind.Bad);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // InvalidOperationException: another type than expected, half of a surrogate pair, bytes that are not UTF-8.
            return new OpenAiChunk(ChunkKind.Bad);
        }
    }

    private static OpenAiChunk ReadChunk(ref Utf8JsonReader reader)
    {
        var chunk = new OpenAiChunk(ChunkKind.Part);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("choices"u8))
                chunk = ReadChoices(ref reader, chunk);
            else if (reader.ValueTextEquals("usage"u8))
                chunk = chunk with { Usage = ReadUsage(ref reader) };
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.Null)
                    return new OpenAiChunk(ChunkKind.Error);
            }
            else
                SkipValue(ref reader);
        }
        // Reading on shows whether something follows the object.
        reader.Read();
        return chunk;
    }

    private static OpenAiChunk ReadChoices(ref Utf8JsonReader reader, OpenAiChunk chunk)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return chunk;
        Expect(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Expect(ref reader, JsonTokenType.StartObject);
            chunk = ReadChoice(ref reader, chunk);
        }
        return chunk;
    }

    private static OpenAiChunk ReadChoice(ref Utf8JsonReader reader, OpenAiChunk chunk)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("delta"u8))
                chunk = chunk with { Text = chunk.Text + ReadDelta(ref reader) };
            else if (reader.ValueTextEquals("finish_reason"u8))
            {
                reader.Read();
                // Some servers send an empty one with every chunk.
                if (reader.GetString() is { Length: > 0 } reason)
                    chunk = chunk with { FinishReason = reason };
            }
            else
                SkipValue(ref reader);
        }
        return chunk;
    }

    private static string? ReadDelta(ref Utf8JsonReader reader)
    {
        string? text = null;
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // With a JSON schema a model that will not answer says so in `refusal`, and `content` is null.
            if (!reader.ValueTextEquals("content"u8) && !reader.ValueTextEquals("refusal"u8))
            {
                SkipValue(ref reader);
                continue;
            }
            reader.Read();
            text += reader.GetString();
        }
        return text;
    }

    private static Usage? ReadUsage(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        Expect(ref reader, JsonTokenType.StartObject);
        var usage = new Usage();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isPrompt = reader.ValueTextEquals("prompt_tokens"u8);
            if (!isPrompt && !reader.ValueTextEquals("completion_tokens"u8))
            {
                SkipValue(ref reader);
                continue;
            }
            reader.Read();
            var tokens = reader.TokenType == JsonTokenType.Null ? 0 : reader.GetInt32();
            if (isPrompt)
                usage.PromptTokens = tokens;
            else
                usage.CompletionTokens = tokens;
        }
        return usage;
    }

    private static void SkipValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (reader.TokenType != type)
            throw new JsonException();
    }
}

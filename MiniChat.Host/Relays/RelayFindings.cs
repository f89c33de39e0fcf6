using System.Text.Json;

namespace MiniChat.Host.Relays;

/// <summary>What is found in the JSON of a response: of chat completions, embeddings and responses alike.</summary>
/// <remarks>Fields are known by name at any depth, but for those of an error and of a model, which stand at the top.</remarks>
internal struct RelayFindings
{
    public long? PromptTokens { get; private set; }
    public long? CompletionTokens { get; private set; }
    public long TextBytes { get; private set; }
    public string? Model { get; private set; }
    public bool HasError { get; private set; }
    public bool IsFinished { get; private set; }

    /// <summary>Reads one JSON value; what is none, or only the beginning of one, is read as far as it goes.</summary>
    public void Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                    ReadField(ref reader);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // It is passed on as it is; that it cannot be read is the caller's to judge.
        }
    }

    private void ReadField(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("content"u8) || reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("delta"u8))
            ReadText(ref reader);
        else if (reader.ValueTextEquals("finish_reason"u8))
            IsFinished |= reader.Read() && reader.TokenType == JsonTokenType.String;
        else if (reader.ValueTextEquals("prompt_tokens"u8) || reader.ValueTextEquals("input_tokens"u8))
            PromptTokens = Number(ref reader) ?? PromptTokens;
        else if (reader.ValueTextEquals("completion_tokens"u8) || reader.ValueTextEquals("output_tokens"u8))
            CompletionTokens = Number(ref reader) ?? CompletionTokens;
        else if (reader.CurrentDepth == 1)
            ReadTop(ref reader);
    }

    private void ReadTop(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("error"u8))
            HasError |= reader.Read() && reader.TokenType != JsonTokenType.Null;
        else if (Model is null && reader.ValueTextEquals("model"u8))
            Model = reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        else if (reader.ValueTextEquals("type"u8))
            ReadType(ref reader);
    }

    // The events of /v1/responses say what they are.
    private void ReadType(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.String)
            return;
        IsFinished |= reader.ValueTextEquals("response.completed"u8) || reader.ValueTextEquals("response.incomplete"u8);
        HasError |= reader.ValueTextEquals("response.failed"u8) || reader.ValueTextEquals("error"u8);
    }

    private void ReadText(ref Utf8JsonReader reader)
    {
        if (reader.Read() && reader.TokenType == JsonTokenType.String)
            TextBytes += JsonText.LengthOf(reader);
    }

    private static long? Number(ref Utf8JsonReader reader) =>
        // What no call can use would spoil every sum that it is in.
        reader.Read()
        && reader.TokenType == JsonTokenType.Number
        && reader.TryGetInt64(out var value)
        && value is >= 0 and <= int.MaxValue
            ? value
            : null;
}

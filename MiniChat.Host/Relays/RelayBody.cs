using System.Text.Json;
using System.Text.Unicode;
using MiniChat.Stack;
using MiniChat.Stack.Json;

namespace MiniChat.Host.Relays;

/// <summary>
/// A body that is to be passed on: looked through once, never changed. It must be JSON in UTF-8, and keep the limits; what else
/// is in it is the model's server's business.
/// </summary>
public sealed record RelayBody
{
    // Each is remembered: twenty megabytes of names would be some hundred of memory.
    private const int MostFields = 1000;
    private static readonly string[] Roles = ["developer", "system", "user", "assistant", "tool", "function"];
    private static readonly string[] TokenFields = ["max_tokens", "max_completion_tokens", "max_output_tokens"];
    private static readonly string[] Looked = ["model", "stream", "messages", "n", .. TokenFields];

    /// <summary>The bytes as they came.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The model it names, or null.</summary>
    public string? Model { get; private set; }

    /// <summary>Whether it asks for a stream.</summary>
    public bool WantsStream { get; private set; }

    /// <summary>The UTF-8 length of the texts in it: prompts, not pictures.</summary>
    public long TextBytes { get; private set; }

    /// <summary>Looks through a body.</summary>
    /// <param name="bytes">The body.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="options">The limits.</param>
    /// <exception cref="ServiceException">It is not what it has to be; the sentence says what would be right.</exception>
    public static RelayBody Read(ReadOnlyMemory<byte> bytes, RelayKind kind, RelayOptions options)
    {
        // Names of fields in the errors are those of OpenAI's format, as they are on the wire.
        if (!Utf8.IsValid(bytes.Span))
            throw new ServiceException(ErrorKind.Invalid, "The body holds bytes that are not UTF-8.");
        var body = new RelayBody { Bytes = bytes };
        try
        {
            var reader = new Utf8JsonReader(bytes.Span, new JsonReaderOptions { MaxDepth = WireJson.MaxDepth });
            body.ReadObject(ref reader, kind, options);
            return body;
        }
        catch (JsonException e)
        {
            throw new ServiceException(
                ErrorKind.Invalid,
                $"The body is not valid JSON: see line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}. It may be at most {WireJson.MaxDepth} levels deep."
            );
        }
        catch (InvalidOperationException)
        {
            throw new ServiceException(ErrorKind.Invalid, "The body holds half of a surrogate pair.");
        }
    }

    private void ReadObject(ref Utf8JsonReader reader, RelayKind kind, RelayOptions options)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new ServiceException(ErrorKind.Invalid, "The body must be a JSON object.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (Next(ref reader) && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            // Two readers could each believe another one.
            if (!seen.Add(name))
                throw Bad(name, $"'{name}' is given more than once.");
            if (seen.Count > MostFields)
                throw new ServiceException(ErrorKind.Invalid, $"The body may have at most {MostFields} fields.");
            if (MeantBy(name) is { } meant)
                throw Bad(meant, $"'{name}' must be written '{meant}'.");
            Next(ref reader);
            ReadField(ref reader, name, kind, options);
        }
        // Whatever follows the object makes it no JSON.
        reader.Read();
        if (kind.HasMessages && !seen.Contains("messages"))
            throw Bad("messages", "'messages' is missing; it must be a list of messages, each with a role and a content.");
        if (options.Models.Count > 0 && Model is null)
            throw Bad("model", $"'model' is missing; it can be {string.Join(", ", options.Models)}.");
    }

    private void ReadField(ref Utf8JsonReader reader, string name, RelayKind kind, RelayOptions options)
    {
        switch (name)
        {
            case "model" when reader.TokenType == JsonTokenType.String:
                Model = ModelOf(reader.GetString()!, options);
                return;
            case "model" when reader.TokenType != JsonTokenType.Null:
                throw Bad(name, "'model' must be the name of a model.");
            case "stream" when reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null:
                WantsStream = kind.CanStream && reader.TokenType == JsonTokenType.True;
                return;
            case "stream":
                throw Bad(name, "'stream' must be true or false.");
            case "messages" when kind.HasMessages:
                ReadMessages(ref reader);
                return;
            case "background" when reader.TokenType == JsonTokenType.True:
                // It would go on when the caller has left, and nobody could fetch it or count what it used.
                throw Bad(name, "'background' can only be false: a call ends with its caller.");
            case "n":
                Demand(ref reader, name, options.MaxChoices);
                return;
        }
        if (TokenFields.Contains(name))
            Demand(ref reader, name, options.MaxTokens);
        else
            Pass(ref reader, name is "input" or "instructions");
    }

    private void ReadMessages(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Bad("messages", "'messages' must be a list of messages, each with a role and a content.");
        var count = 0;
        while (Next(ref reader) && reader.TokenType != JsonTokenType.EndArray)
            ReadMessage(ref reader, count++);
        if (count == 0)
            throw Bad("messages", "'messages' must hold at least one message.");
    }

    private void ReadMessage(ref Utf8JsonReader reader, int index)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Bad($"messages[{index}]", $"'messages[{index}]' must be an object with a role and a content.");
        string? role = null;
        while (Next(ref reader) && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRole = reader.ValueTextEquals("role"u8);
            var isText = reader.ValueTextEquals("content"u8);
            Next(ref reader);
            if (isRole && reader.TokenType == JsonTokenType.String)
                role = reader.GetString();
            else
                Pass(ref reader, isText);
        }
        if (role is null || !Roles.Contains(role))
            throw Bad($"messages[{index}].role", $"'messages[{index}].role' must be one of {string.Join(", ", Roles)}.");
    }

    /// <summary>Goes past a value, and counts the texts for the model in it.</summary>
    private void Pass(ref Utf8JsonReader reader, bool isText)
    {
        if (reader.TokenType == JsonTokenType.String)
            Count(reader, isText);
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return;
        var depth = reader.CurrentDepth;
        while (Next(ref reader) && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
                isText = reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("content"u8);
            else if (reader.TokenType == JsonTokenType.String)
                Count(reader, isText);
        }
    }

    private void Count(in Utf8JsonReader reader, bool isText)
    {
        if (isText)
            TextBytes += JsonText.LengthOf(reader);
    }

    private static bool Next(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            return false;
        // Throws where an escape stands for half of a pair; the plain bytes were looked at before.
        if (reader.ValueIsEscaped && reader.ValueSpan.IndexOf("\\u"u8) >= 0)
            _ = reader.GetString();
        return true;
    }

    private void Demand(ref Utf8JsonReader reader, string name, int most)
    {
        if (most == 0 || reader.TokenType == JsonTokenType.Null)
            Pass(ref reader, isText: false);
        else if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var value) || value < 1 || value > most)
            throw Bad(name, $"'{name}' can be 1 to {most} on this server.");
    }

    // Servers written in Go read names in any case, two signs that fold to ASCII letters included, and the last one counts:
    // past a limit that was held to another field.
    private static string? MeantBy(string name)
    {
        foreach (var known in Looked)
        {
            if (name.Length == known.Length && name != known && Fold(name).Equals(known, StringComparison.OrdinalIgnoreCase))
                return known;
        }
        return null;
    }

    private static string Fold(string name) => name.Replace('\u212A', 'k').Replace('\u017F', 's');

    private static string ModelOf(string name, RelayOptions options)
    {
        if (name.Length is 0 or > 200)
            throw Bad("model", "'model' must be a name of 1 to 200 characters.");
        return options.Models.Count == 0 || options.Models.Contains(name, StringComparer.Ordinal)
            ? name
            : throw Bad("model", $"'model' can be {string.Join(", ", options.Models)} on this server.");
    }

    private static ServiceException Bad(string field, string sentence) =>
        ServiceException.ForField(field, "BadRequest", sentence);
}

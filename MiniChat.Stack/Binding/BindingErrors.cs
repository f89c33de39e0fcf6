using System.Text.Json;

namespace MiniChat.Stack.Binding;

/// <summary>What is wrong with the form of a message, in words that name no class of the server.</summary>
internal static class BindingErrors
{
    private const string Code = "SerializationException";
    private const int LongestName = 200;

    /// <summary>The body, or the query, is not right as a whole.</summary>
    public static ServiceException ForBody(string sentence) => new(ErrorKind.Invalid, sentence) { ErrorCode = Code };

    /// <summary>One field is not right.</summary>
    public static ServiceException ForField(string name, string sentence) => ServiceException.ForField(name, Code, sentence);

    /// <summary>The JSON is not right, or does not fit the message.</summary>
    public static ServiceException ForJson(JsonException exception, bool isList = false)
    {
        // What is no JSON has no fields, wherever in it the reader stopped.
        var name = IsNoJson(exception) ? "" : FieldName(exception.Path);
        var sentence = Sentence(exception, name, isList);
        return name.Length == 0 ? ForBody(sentence) : ForField(name, sentence);
    }

    private static string Sentence(JsonException exception, string name, bool isList)
    {
        if (IsNoJson(exception))
            return $"The body is not valid JSON: see line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}. It may be at most 64 levels deep.";
        var field = name.Length == 0 ? "The body" : $"'{name}'";
        // The converters of the wire say what they take; the serializer's own sentences name classes.
        if (exception.Message.StartsWith("It ", StringComparison.Ordinal))
            return $"{field} cannot be read. {exception.Message}";
        if (exception.Message.StartsWith("Duplicate", StringComparison.Ordinal))
            return $"{field} is given more than once.";
        return name.Length == 0
            ? $"The body must be a JSON {(isList ? "array of objects" : "object")} with fields of the right types."
            : $"{field} has the wrong type.";
    }

    // The serializer's exception has the reader's own inside.
    private static bool IsNoJson(JsonException exception) => exception.InnerException is JsonException;

    /// <summary>Makes <c>Messages[0].Content</c> of <c>$.messages[0].content</c>, and <c>[0].Content</c> of <c>$[0].content</c>.</summary>
    private static string FieldName(string? path)
    {
        if (path is not ['$', '.' or '[', ..])
            return "";
        var begin = path[1] == '.' ? 2 : 1;
        var letters = path[begin..Math.Min(path.Length, LongestName)].ToCharArray();
        for (var i = 0; i < letters.Length; i++)
        {
            if (i == 0 || letters[i - 1] == '.')
                letters[i] = char.ToUpperInvariant(letters[i]);
        }
        return new string(letters);
    }
}

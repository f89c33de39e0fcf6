using System.Text.Json;
using MiniChat.ServiceModel;

namespace MiniChat.Host.Models.Offline;

/// <summary>Sample questions for an interview, where its schema asks for them: true ones, made of the description's own words.</summary>
internal static class OfflineInterview
{
    private const int MostQuestions = 50;

    private static readonly string[] Parts = ["content", "right", "wrong1", "wrong2", "wrong3"];

    /// <summary>Whether the schema is an interview's.</summary>
    public static bool IsAskedFor(JsonElement schema) =>
        Text(schema, "title") == "InterviewQuestions"
        && Object(schema, "properties") is { } questions
        && questions.EnumerateObject().Count() is >= 1 and <= MostQuestions
        && questions.EnumerateObject().All(question => Text(question.Value, "$ref") == "#/$defs/question")
        && Object(schema, "$defs") is { } definitions
        && Object(definitions, "question") is { } definition
        && Object(definition, "properties") is { } parts
        && parts.EnumerateObject().Select(part => part.Name).ToHashSet().SetEquals(Parts);

    /// <summary>Writes the questions.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="json">Where to.</param>
    /// <param name="description">The skill description.</param>
    /// <param name="messages">All that was said: what it says was asked before is not asked again.</param>
    public static void Write(
        JsonElement schema,
        Utf8JsonWriter json,
        string description,
        IReadOnlyList<CompletionMessage> messages
    )
    {
        var samples = new OfflineSamples(description);
        var number = 0;
        json.WriteStartObject();
        foreach (var question in schema.GetProperty("properties").EnumerateObject())
        {
            do number++;
            while (messages.Any(message => message.Content.Contains(BeginningOf(number), StringComparison.Ordinal)));
            var sample = samples.Make(number - 1);
            json.WriteStartObject(question.Name);
            json.WriteString("content", BeginningOf(number) + "no model is configured): " + sample.Content);
            json.WriteString("right", sample.Right);
            for (var i = 0; i < sample.Wrong.Count; i++)
                json.WriteString($"wrong{i + 1}", sample.Wrong[i]);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static string BeginningOf(int number) => $"Sample question {number} (";

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object
        && item.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static JsonElement? Object(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object
        && item.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Object
            ? value
            : null;
}

using System.Text.Json;
using System.Text.Json.Nodes;
using MiniChat.ServiceModel;
using MiniChat.Stack.Json;

namespace MiniChat.Tests.Support;

/// <summary>Reads what is on the wire, without the typed client.</summary>
internal static class Wire
{
    /// <summary>The wire's JSON.</summary>
    public static readonly JsonSerializerOptions Json = WireJson.CreateOptions(MiniChatJson.Default);

    /// <summary>One event as it was sent.</summary>
    internal sealed record Event(string Id, string Name, JsonObject Data);

    /// <summary>The events of a stream's body; comments are passed over.</summary>
    public static List<Event> Events(string body) =>
        [
            .. body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
                .Where(frame => !frame.StartsWith(':'))
                .Select(frame => frame.Split('\n'))
                .Select(lines => new Event(
                    Field(lines, "id: "),
                    Field(lines, "event: "),
                    JsonNode.Parse(Field(lines, "data: "))!.AsObject()
                )),
        ];

    /// <summary>The texts of the deltas, joined.</summary>
    public static string Text(IEnumerable<Event> events) =>
        string.Concat(events.Where(next => next.Name == "delta").Select(next => (string?)next.Data["text"]));

    private static string Field(string[] lines, string name) =>
        lines.Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..];
}

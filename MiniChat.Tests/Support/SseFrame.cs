using System.Text.Json.Nodes;

namespace MiniChat.Tests.Support;

/// <summary>One event as it was sent, whatever its format; its data lines joined as readers join them.</summary>
internal sealed record SseFrame(string? Id, string? Event, string Data)
{
    public JsonNode Json => JsonNode.Parse(Data)!;

    /// <summary>The events of a body; comments are passed over.</summary>
    public static List<SseFrame> All(string body) =>
        [.. body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(text => text[0] != ':').Select(Parse)];

    /// <summary>The next event of a stream, or null at its end.</summary>
    public static async Task<SseFrame?> ReadAsync(StreamReader reader)
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync(Deadline.Soon) is { } line)
        {
            if (line.Length > 0 && line[0] != ':')
                lines.Add(line);
            else if (line.Length == 0 && lines.Count > 0)
                return Parse(string.Join('\n', lines));
        }
        return null;
    }

    private static SseFrame Parse(string text)
    {
        var fields = text.Split('\n').Select(line => line.Split(": ", 2)).ToLookup(pair => pair[0], pair => pair[1]);
        return new SseFrame(fields["id"].SingleOrDefault(), fields["event"].SingleOrDefault(), string.Join('\n', fields["data"]));
    }
}

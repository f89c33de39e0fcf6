using System.Security.Cryptography;
using System.Text.Json;

namespace MiniChat.Host.Models.Offline;

/// <summary>A call of a tool in OpenAI's format, made when the caller insists on one: its arguments fit the tool's schema.</summary>
internal sealed class OfflineTool
{
    private readonly string id = "call_" + RandomNumberGenerator.GetHexString(24, lowercase: true);
    private readonly string name;

    private OfflineTool(JsonElement function)
    {
        name = OfflinePrompt.Text(function, "name") ?? throw new OfflineRefusal(400, "A tool has no name.", "tools");
        Schema = OfflinePrompt.Field(function, "parameters")?.GetRawText() ?? """{"type":"object"}""";
    }

    /// <summary>The schema of its arguments.</summary>
    public string Schema { get; }

    /// <summary>The tool that has to be called; null when none has to.</summary>
    public static OfflineTool? Chosen(JsonElement body)
    {
        var choice = OfflinePrompt.Field(body, "tool_choice");
        var wanted = choice is { ValueKind: JsonValueKind.Object } named ? OfflinePrompt.Field(named, "function") : null;
        var isDemanded = choice is { ValueKind: JsonValueKind.String } word && word.ValueEquals("required");
        if (wanted is null && !isDemanded)
            return null;
        if (OfflinePrompt.Field(body, "tools") is not { ValueKind: JsonValueKind.Array } tools)
            throw new OfflineRefusal(400, "'tool_choice' is only allowed when 'tools' are there.", "tool_choice");
        var name = wanted is { } function ? OfflinePrompt.Text(function, "name") : null;
        foreach (var tool in tools.EnumerateArray())
        {
            if (OfflinePrompt.Field(tool, "function") is { } found && (name is null || OfflinePrompt.Text(found, "name") == name))
                return new OfflineTool(found);
        }
        throw new OfflineRefusal(400, $"There is no tool '{name}' in 'tools'.", "tool_choice");
    }

    /// <summary>The whole message.</summary>
    public object Message(string arguments) =>
        new
        {
            role = "assistant",
            content = (string?)null,
            refusal = (object?)null,
            tool_calls = new[]
            {
                new
                {
                    id,
                    type = "function",
                    function = new { name, arguments },
                },
            },
        };

    /// <summary>The first delta of a stream.</summary>
    public object Begin() =>
        new
        {
            role = "assistant",
            content = (string?)null,
            tool_calls = new[]
            {
                new
                {
                    index = 0,
                    id,
                    type = "function",
                    function = new { name, arguments = "" },
                },
            },
        };

    /// <summary>A delta with more of the arguments.</summary>
    public object Delta(string arguments) => new { tool_calls = new[] { new { index = 0, function = new { arguments } } } };
}

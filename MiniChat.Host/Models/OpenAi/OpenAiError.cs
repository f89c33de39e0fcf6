using System.Text.Json;

namespace MiniChat.Host.Models.OpenAi;

/// <summary>What the body of an upstream error tells, for choosing our own words by: it is never shown.</summary>
internal sealed record OpenAiError
{
    private string Code { get; init; } = "";
    private string Type { get; init; } = "";
    private string Message { get; init; } = "";

    /// <summary>Reads the error of a body; a body that holds none tells nothing.</summary>
    public static OpenAiError Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            // Gemini's compatible door puts the object into a list.
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
                root = root[0];
            if (root.ValueKind != JsonValueKind.Object)
                return new OpenAiError();
            if (!root.TryGetProperty("error", out var error))
                error = root;
            return error.ValueKind switch
            {
                JsonValueKind.Object => new OpenAiError
                {
                    Code = Text(error, "code"),
                    Type = Text(error, "type"),
                    Message = Text(error, "message"),
                },
                JsonValueKind.String => new OpenAiError { Message = error.GetString()! },
                _ => new OpenAiError(),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new OpenAiError();
        }
    }

    public bool IsQuota =>
        Is("insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "insufficient_credits", "access_terminated");

    public bool IsContextTooLong =>
        Is("context_length_exceeded", "exceed_context_size_error", "string_above_max_length")
        || Says("maximum context length", "context window", "context size", "context length");

    public bool IsContentFilter =>
        Is("content_filter", "content_policy_violation", "moderation_blocked", "invalid_prompt", "ResponsibleAIPolicyViolation")
        || Says("content management policy", "content policy", "safety system");

    public bool IsModelNotFound => Is("model_not_found", "model_not_available");

    private bool Is(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Code.Equals(name, StringComparison.OrdinalIgnoreCase) || Type.Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private bool Says(params ReadOnlySpan<string> phrases)
    {
        foreach (var phrase in phrases)
        {
            if (Message.Contains(phrase, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static string Text(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}

using System.Text.Json.Serialization;

namespace MiniChat.Host.Dialects.OpenAi;

/// <summary>What went wrong, as OpenAI words it.</summary>
/// <param name="Error">The error.</param>
internal sealed record ErrorBody(ErrorDetail Error);

/// <summary>An error. OpenAI's have all four fields, whatever they hold.</summary>
/// <param name="Message">A sentence for a person.</param>
/// <param name="Type">Its kind: `invalid_request_error`, `rate_limit_error`, `server_error`.</param>
/// <param name="Param">The field that is at fault.</param>
/// <param name="Code">What programs look for.</param>
internal sealed record ErrorDetail(
    string Message,
    string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Param,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Code
);

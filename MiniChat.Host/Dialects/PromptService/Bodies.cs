using System.Text.Json.Serialization;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Host.Dialects.PromptService;

/// <summary>Registers.</summary>
internal sealed record RegisterBody
{
    /// <summary>The name.</summary>
    [ValidateNotEmpty]
    public string Username { get; set; } = "";

    /// <summary>The email address; absent or empty for none.</summary>
    public string? Email { get; set; }

    /// <summary>The password.</summary>
    [ValidateNotEmpty]
    public string Password { get; set; } = "";
}

/// <summary>Signs in.</summary>
internal sealed record LoginBody
{
    /// <summary>The name, or the email address.</summary>
    [ValidateNotEmpty]
    public string Username { get; set; } = "";

    /// <summary>The password.</summary>
    [ValidateNotEmpty]
    public string Password { get; set; } = "";
}

/// <summary>Renews the tokens.</summary>
internal sealed record RefreshBody
{
    /// <summary>The refresh token.</summary>
    [ValidateNotEmpty]
    public string Refresh { get; set; } = "";
}

/// <summary>Sends a prompt.</summary>
internal sealed record PromptBody
{
    /// <summary>What to ask.</summary>
    [ValidateNotEmpty, ValidateMaximumLength(Limits.TextLength)]
    public string Prompt { get; set; } = "";

    /// <summary>Whether the answer also goes to the account's open sockets.</summary>
    public bool? Websocket { get; set; }
}

/// <summary>Which page of the prompts.</summary>
internal sealed record PageBody
{
    /// <summary>The <c>next</c> of the page before.</summary>
    public string? After { get; set; }

    /// <summary>How many.</summary>
    [ValidateInclusiveBetween(1, 100)]
    public int? Take { get; set; }
}

/// <summary>Looks for similar prompts.</summary>
internal sealed record SimilarBody
{
    /// <summary>What to be near to.</summary>
    [ValidateNotEmpty, ValidateMaximumLength(Limits.SimilarLength)]
    public string Q { get; set; } = "";

    /// <summary>How many at most.</summary>
    [ValidateInclusiveBetween(1, 100)]
    public int? K { get; set; }
}

/// <summary>The account that was made.</summary>
internal sealed record AccountBody(long Id, string Username, string Email);

/// <summary>The tokens of a session.</summary>
internal sealed record TokensBody(string Access, string Refresh);

/// <summary>A prompt with its answer.</summary>
/// <param name="Websocket">Whether it went to the account's open sockets; absent in lists.</param>
internal sealed record AnsweredBody(
    long Id,
    string Prompt,
    string Response,
    string Model,
    [property: JsonPropertyName("created_at")] DateTime CreatedAt,
    bool? Websocket
);

/// <summary>A page of prompts.</summary>
internal sealed record ListBody(IEnumerable<AnsweredBody> Results, string? Next);

/// <summary>A prompt that is near.</summary>
internal sealed record NearBody(
    long Id,
    string Prompt,
    string Response,
    double Score,
    [property: JsonPropertyName("created_at")] DateTime CreatedAt
);

/// <summary>The prompts that are near, best first.</summary>
internal sealed record NearListBody(IEnumerable<NearBody> Results);

/// <summary>A prompt as it goes to sockets; <paramref name="Type"/> is <c>prompt.message</c>.</summary>
internal sealed record PushBody(
    string Type,
    long Id,
    string Prompt,
    string Response,
    [property: JsonPropertyName("created_at")] DateTime CreatedAt
);

/// <summary>What went wrong, as Django REST tells it.</summary>
/// <param name="Detail">A sentence.</param>
/// <param name="Code">What SimpleJWT adds for a token.</param>
internal sealed record ErrorBody(string Detail, string? Code);

using System.Text.Json.Serialization;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Host.Dialects.QuestionSse;

/// <summary>Registers or signs in.</summary>
internal sealed record CredentialsBody
{
    /// <summary>The email address; there is no other name.</summary>
    [ValidateNotEmpty]
    public string Email { get; set; } = "";

    /// <summary>The password.</summary>
    [ValidateNotEmpty]
    public string Password { get; set; } = "";
}

/// <summary>Asks.</summary>
internal sealed record QuestionBody
{
    /// <summary>What to ask.</summary>
    [ValidateNotEmpty, ValidateMaximumLength(Limits.TextLength)]
    public string Question { get; set; } = "";

    /// <summary>Whether the answer is to come as a stream.</summary>
    public bool? Stream { get; set; }
}

/// <summary>The account that was made.</summary>
internal sealed record AccountBody(long Id, string Email);

/// <summary>Who signed in gets a token.</summary>
internal sealed record TokenBody([property: JsonPropertyName("access_token")] string AccessToken);

/// <summary>The whole answer.</summary>
internal sealed record AnswerBody(string Answer, long AnswerId);

/// <summary>What went wrong, as Nest tells it.</summary>
/// <param name="StatusCode">The status.</param>
/// <param name="Message">A sentence, or a list of them where fields are at fault.</param>
/// <param name="Error">The status in words, where the sentence is not that already.</param>
internal sealed record ErrorBody(int StatusCode, object Message, string? Error);

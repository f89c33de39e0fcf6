using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Host.Dialects.Assistant;

/// <summary>Tells what the caller can do.</summary>
internal sealed record DescriptionBody
{
    /// <summary>What the caller can do, in their own words.</summary>
    [ValidateNotEmpty, ValidateMaximumLength(Limits.SkillDescriptionLength)]
    public string Description { get; set; } = "";
}

/// <summary>Answers a question of the interview.</summary>
internal sealed record AnswerBody
{
    /// <summary>The question's number, from the path.</summary>
    public long Id { get; set; }

    /// <summary>The choice, counted from 0.</summary>
    [ValidateNotEmpty]
    public int? Answer { get; set; }
}

/// <summary>Says something to the assistant.</summary>
internal sealed record PromptBody
{
    /// <summary>The chat's number, from the path.</summary>
    public long ChatId { get; set; }

    /// <summary>What to say.</summary>
    [ValidateNotEmpty, ValidateMaximumLength(Limits.TextLength)]
    public string Prompt { get; set; } = "";
}

/// <summary>Where to sign in.</summary>
internal sealed record LoginBody(Uri LoginUrl, string State);

/// <summary>Who signed in gets a token.</summary>
internal sealed record TokenBody(string Token);

/// <summary>A sentence for the user: what was done, or what went wrong.</summary>
internal sealed record MessageBody(string Message);

/// <summary>Who the caller is.</summary>
/// <param name="CreatedAt">When the account was made, in milliseconds since 1970.</param>
internal sealed record UserBody(
    long UserId,
    string Username,
    long CreatedAt,
    string SkillDescription,
    bool DoneInterview,
    string InterviewQuestionStatus
);

/// <summary>The questions of the interview, when they are there.</summary>
/// <param name="Message">Why they are not.</param>
internal sealed record QuestionsBody(bool Ready, IEnumerable<QuestionBody>? Questions, string? Message);

/// <summary>One question.</summary>
internal sealed record QuestionBody(long Id, string Content, IReadOnlyList<string> Choices, int? UserAnswer);

/// <summary>A chat was begun.</summary>
internal sealed record ChatBody(long ChatId);

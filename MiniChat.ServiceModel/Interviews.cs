using System.Runtime.Serialization;
using MiniChat.Stack;

namespace MiniChat.ServiceModel;

/// <summary>How far an interview is.</summary>
public enum InterviewState
{
    /// <summary>There is no skill description yet.</summary>
    [EnumMember(Value = "notStarted")]
    NotStarted,

    /// <summary>The questions are being made.</summary>
    [EnumMember(Value = "making")]
    Making,

    /// <summary>The questions could not be made; sending the skill description again begins anew.</summary>
    [EnumMember(Value = "failed")]
    Failed,

    /// <summary>The questions are there; not all are answered.</summary>
    [EnumMember(Value = "ready")]
    Ready,

    /// <summary>All questions are answered.</summary>
    [EnumMember(Value = "done")]
    Done,
}

/// <summary>Tells who the caller is, and how far their interview is.</summary>
[Route("/profile", "GET"), Tag("interviews"), ValidateIsAuthenticated, ValidateScope(Scopes.Account)]
public sealed record GetProfile : IGet, IReturn<GetProfileResponse>;

/// <summary>The caller's account with its skill description.</summary>
public sealed record GetProfileResponse
{
    /// <summary>The account's number.</summary>
    public long UserId { get; set; }

    /// <summary>The name to sign in with.</summary>
    public string UserName { get; set; } = "";

    /// <summary>The name to show.</summary>
    public string? DisplayName { get; set; }

    /// <summary>The email address, where there is one.</summary>
    public string? Email { get; set; }

    /// <summary>When the account was made, in UTC.</summary>
    public DateTime CreatedDate { get; set; }

    /// <summary>What the caller can do, in their own words; absent before they told.</summary>
    public string? SkillDescription { get; set; }

    /// <summary>How far the interview is.</summary>
    public InterviewState Interview { get; set; }
}

/// <summary>Tells what the caller can do, and begins to make interview questions of it.</summary>
/// <remarks>
/// The questions are made in the background: <see cref="FindInterviewQuestions"/> tells when they are there. In an interview that
/// is not done, answered questions stay and the others are replaced; after one that is done, another begins. The same description
/// again, while its questions are being made, changes nothing.
/// </remarks>
[Route("/profile/skill-description", "PUT"), Tag("interviews"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record UpdateSkillDescription : IPut, IReturn<UpdateSkillDescriptionResponse>
{
    /// <summary>What the caller can do, in their own words.</summary>
    [ValidateNotEmpty, ValidateMaximumLength(Limits.SkillDescriptionLength)]
    public string Description { get; set; } = "";
}

/// <summary>The description was kept.</summary>
public sealed record UpdateSkillDescriptionResponse
{
    /// <summary>How far the interview is now.</summary>
    public InterviewState State { get; set; }
}

/// <summary>Reads the questions of the caller's interview.</summary>
[Route("/interview/questions", "GET"), Tag("interviews"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record FindInterviewQuestions : IGet, IReturn<FindInterviewQuestionsResponse>;

/// <summary>The questions, when they are there.</summary>
public sealed record FindInterviewQuestionsResponse
{
    /// <summary>How far the interview is. There are questions when it is <c>ready</c> or <c>done</c>.</summary>
    public InterviewState State { get; set; }

    /// <summary>The questions in their order; empty while there are none.</summary>
    public List<InterviewQuestion> Results { get; set; } = [];

    /// <summary>Why there are no questions, when making them failed.</summary>
    public AnswerError? Error { get; set; }
}

/// <summary>One question of an interview.</summary>
public sealed record InterviewQuestion
{
    /// <summary>The question's number.</summary>
    public long Id { get; set; }

    /// <summary>What is asked.</summary>
    public string Content { get; set; } = "";

    /// <summary>What can be answered: four choices.</summary>
    public List<string> Choices { get; set; } = [];

    /// <summary>The choice that was made, counted from 0; absent before.</summary>
    public int? Answer { get; set; }
}

/// <summary>Answers a question of the caller's interview. Answers can be changed until the last question is answered, which ends it.</summary>
[Route("/interview/questions/{Id}/answer", "PUT"), Tag("interviews"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record AnswerInterviewQuestion : IPut, IReturn<AnswerInterviewQuestionResponse>
{
    /// <summary>The question's number.</summary>
    [ValidateGreaterThan(0)]
    public long Id { get; set; }

    /// <summary>The choice, counted from 0: 0 to 3.</summary>
    [ValidateNotEmpty, ValidateInclusiveBetween(0, 3)]
    public int? Answer { get; set; }
}

/// <summary>The answer was kept.</summary>
public sealed record AnswerInterviewQuestionResponse
{
    /// <summary>How far the interview is now.</summary>
    public InterviewState State { get; set; }

    /// <summary>How many questions are not answered yet, those that are being made among them.</summary>
    public int Left { get; set; }
}

/// <summary>Tells how the caller's last finished interview went.</summary>
[Route("/interview/result", "GET"), Tag("interviews"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record GetInterviewResult : IGet, IReturn<GetInterviewResultResponse>;

/// <summary>A finished interview, with the right choices.</summary>
public sealed record GetInterviewResultResponse
{
    /// <summary>How many answers are right.</summary>
    public int Score { get; set; }

    /// <summary>The questions in their order.</summary>
    public List<InterviewResult> Results { get; set; } = [];

    /// <summary>When the last answer was given, in UTC.</summary>
    public DateTime DoneDate { get; set; }
}

/// <summary>One question of a finished interview.</summary>
public sealed record InterviewResult
{
    /// <summary>The question's number.</summary>
    public long Id { get; set; }

    /// <summary>What was asked.</summary>
    public string Content { get; set; } = "";

    /// <summary>What could be answered.</summary>
    public List<string> Choices { get; set; } = [];

    /// <summary>The choice that was made, counted from 0.</summary>
    public int Answer { get; set; }

    /// <summary>The right choice, counted from 0.</summary>
    public int RightChoice { get; set; }
}

using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Interviews;

/// <summary>An interview as it is kept.</summary>
public sealed record StoredInterview
{
    /// <summary>The interview's number.</summary>
    public required long Id { get; init; }

    /// <summary>What the person can do, in their own words.</summary>
    public required string Description { get; init; }

    /// <summary>How far it is; never not started.</summary>
    public required InterviewState State { get; init; }

    /// <summary>Why the questions could not be made.</summary>
    public AnswerError? Error { get; init; }

    /// <summary>When the last question was answered.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>The questions in their order. While they are being made, or could not be: the answered ones that were kept.</summary>
    public IReadOnlyList<StoredInterviewQuestion> Questions { get; init; } = [];
}

/// <summary>A question as it is kept.</summary>
/// <param name="Id">The question's number; it is never given again.</param>
/// <param name="Content">What is asked.</param>
/// <param name="Choices">What can be answered.</param>
/// <param name="Answer">The choice that was made, counted from 0; null before.</param>
/// <param name="RightChoice">The right choice, counted from 0; the store tells it of an interview that is done, and of no other.</param>
public sealed record StoredInterviewQuestion(
    long Id,
    string Content,
    IReadOnlyList<string> Choices,
    int? Answer,
    int? RightChoice
);

/// <summary>A skill description to be kept.</summary>
/// <param name="AccountId">Whose.</param>
/// <param name="Text">The description.</param>
/// <param name="KeyId">The API key it came with, for the ledger.</param>
/// <param name="At">When.</param>
public sealed record NewDescription(long AccountId, string Text, long? KeyId, DateTimeOffset At)
{
    /// <summary>How long a making waits that takes the place of another: who sends one after the other costs a call a second.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
}

/// <summary>Which making of an interview's questions counts: a higher generation replaces the one before.</summary>
/// <param name="InterviewId">The interview.</param>
/// <param name="Generation">Counted from 1.</param>
public readonly record struct InterviewMaking(long InterviewId, long Generation);

/// <summary>An answer to be kept.</summary>
/// <param name="AccountId">Whose.</param>
/// <param name="QuestionId">The question.</param>
/// <param name="Choice">The choice, counted from 0.</param>
/// <param name="At">When.</param>
public sealed record NewInterviewAnswer(long AccountId, long QuestionId, int Choice, DateTimeOffset At);

/// <summary>How the interview of an answered question stands.</summary>
/// <param name="IsKept">Whether the answer was kept: not in an interview that was done before.</param>
/// <param name="State">How far the interview is now.</param>
/// <param name="Answered">How many of its questions are answered.</param>
/// <param name="Open">How many are not.</param>
public sealed record InterviewStanding(bool IsKept, InterviewState State, int Answered, int Open);

/// <summary>A question that was made.</summary>
/// <param name="Content">What is asked.</param>
/// <param name="Choices">What can be answered, in the order that is shown.</param>
/// <param name="RightChoice">The right choice, counted from 0.</param>
public sealed record NewInterviewQuestion(string Content, IReadOnlyList<string> Choices, int RightChoice);

/// <summary>Questions that are to be made.</summary>
public sealed record InterviewJob
{
    /// <summary>Which making of which interview.</summary>
    public required InterviewMaking Making { get; init; }

    /// <summary>Whose it is.</summary>
    public required long AccountId { get; init; }

    /// <summary>The API key that the description came with.</summary>
    public long? KeyId { get; init; }

    /// <summary>The skill description.</summary>
    public required string Description { get; init; }

    /// <summary>What the answered questions ask that were kept.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>How many attempts have failed.</summary>
    public int Attempts { get; init; }

    /// <summary>When the next attempt is due.</summary>
    public required DateTimeOffset NextAttemptAt { get; init; }
}

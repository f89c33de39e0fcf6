namespace MiniChat.ServiceInterface.Mirrors;

/// <summary>What nodes tell each other of answers, and under which topics.</summary>
internal static class MirrorTopics
{
    /// <summary>To all: an answer has begun.</summary>
    internal const string Begun = "answer.begun";

    /// <summary>To its writer: somebody reads it here.</summary>
    internal const string Follow = "answer.follow";

    /// <summary>To its writer: nobody reads it here any more.</summary>
    internal const string Leave = "answer.leave";

    /// <summary>To who follows: more text, or that there is none yet.</summary>
    internal const string Text = "answer.text";

    /// <summary>To who follows: it has ended, and how is in the store.</summary>
    internal const string End = "answer.end";

    /// <summary>To its writer: its owner wants it to end now.</summary>
    internal const string Stop = "answer.stop";
}

/// <summary>An answer has begun at the sender.</summary>
/// <param name="AccountId">Whose it is.</param>
/// <param name="AnswerId">The answer's number.</param>
public readonly record struct AnswerBegun(long AccountId, long AnswerId);

/// <summary>The sender wants to be told an answer's text, and goes on wanting it for a while.</summary>
/// <param name="AnswerId">The answer's number.</param>
/// <param name="From">From where on, in UTF-8 bytes; null to go on where it is.</param>
public readonly record struct FollowAnswer(long AnswerId, int? From);

/// <summary>More of an answer's text.</summary>
/// <param name="AnswerId">The answer's number.</param>
/// <param name="At">Where it begins, in UTF-8 bytes.</param>
/// <param name="Text">The text; null when there is none yet.</param>
public readonly record struct AnswerText(long AnswerId, int At, string? Text);

/// <summary>Something about an answer that its number says.</summary>
/// <param name="AnswerId">The answer's number.</param>
public readonly record struct AnswerNumber(long AnswerId);

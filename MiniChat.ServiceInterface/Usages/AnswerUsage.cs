using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Usages;

/// <summary>What an answer cost: as the model told it, or by estimate.</summary>
/// <param name="Told">What the model told.</param>
/// <param name="Sent">What was sent to it; null when it was not called.</param>
/// <param name="Text">What it wrote.</param>
public sealed record AnswerUsage(Usage? Told, IReadOnlyList<CompletionMessage>? Sent, string Text)
{
    /// <summary>The entry of the answer, without its times.</summary>
    /// <param name="ask">Who asked what, and by which door.</param>
    /// <param name="state">How the answer ended.</param>
    /// <param name="at">When.</param>
    public UsageEntry EntryOf(AskOrigin ask, AnswerState state, DateTimeOffset at)
    {
        // A model that was not called, or failed before its first word, has cost nothing.
        var isFree = Told is null && Text.Length == 0 && (Sent is null || state == AnswerState.Failed);
        var isEstimated = Told is null && !isFree;
        return new UsageEntry
        {
            AccountId = ask.AccountId,
            KeyId = ask.KeyId,
            Model = ask.Model,
            Door = ask.Door,
            State = state,
            PromptTokens = isEstimated
                ? Sent?.Sum(message => (long)TokenEstimate.Of(message.Content)) ?? 0
                : Told?.PromptTokens ?? 0,
            CompletionTokens = isEstimated ? TokenEstimate.OfText(Text) : Told?.CompletionTokens ?? 0,
            IsEstimated = isEstimated,
            At = at,
        };
    }
}

/// <summary>Who asked what, and by which door.</summary>
/// <param name="AccountId">Whose the ask is.</param>
/// <param name="KeyId">The API key it came with.</param>
/// <param name="Model">The model.</param>
/// <param name="Door">Where it came in.</param>
public readonly record struct AskOrigin(long AccountId, long? KeyId, string Model, string Door);

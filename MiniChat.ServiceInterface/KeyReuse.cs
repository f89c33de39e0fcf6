using MiniChat.Stack;

namespace MiniChat.ServiceInterface;

/// <summary>How an <c>Idempotency-Key</c> is refused that stands for something else already.</summary>
internal static class KeyReuse
{
    /// <summary>The refusal.</summary>
    /// <param name="what">What the key stands for, such as <c>ask</c>.</param>
    internal static ServiceException Refusal(string what) =>
        new(ErrorKind.Conflict, $"The Idempotency-Key was used for another {what}. Use a new key for a new {what}.")
        {
            ErrorCode = "IdempotencyKeyReused",
        };
}

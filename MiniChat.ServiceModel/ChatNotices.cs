namespace MiniChat.ServiceModel;

/// <summary>A chat that was begun, changed, deleted or asked, as server-events tell it under <c>cmd.chat</c>.</summary>
public sealed record ChatNotice
{
    /// <summary>The chat's number.</summary>
    public long ChatId { get; set; }

    /// <summary><c>created</c>, <c>updated</c>, <c>deleted</c> or <c>asked</c>.</summary>
    public string Change { get; set; } = "";

    /// <summary>The title as it is now; absent where there is none, and of a chat that was deleted.</summary>
    public string? Title { get; set; }

    /// <summary>The caller's turn that is answered, when the chat was asked.</summary>
    public long? TurnId { get; set; }

    /// <summary>The answer that is being made, when the chat was asked.</summary>
    public long? AnswerId { get; set; }
}

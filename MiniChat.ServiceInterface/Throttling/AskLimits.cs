namespace MiniChat.ServiceInterface.Throttling;

/// <summary>How often one account can ask. 0 is any number.</summary>
public sealed record AskLimits
{
    /// <summary>Prompts in any second.</summary>
    public int PromptsPerSecond { get; init; } = 1;

    /// <summary>Prompts in any minute.</summary>
    public int PromptsPerMinute { get; init; } = 10;

    /// <summary>All other asks in any minute: questions, completions, turns of chats, and what is passed on.</summary>
    public int AsksPerMinute { get; init; }
}

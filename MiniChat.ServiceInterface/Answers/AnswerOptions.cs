namespace MiniChat.ServiceInterface.Answers;

/// <summary>How answers are made and kept.</summary>
public sealed record AnswerOptions
{
    /// <summary>How many answers of one account may run at once; 0 for any number.</summary>
    public int RunningAnswersPerAccount { get; init; } = 32;

    /// <summary>How often the text of running answers is kept.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long the server's end waits for running answers.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Tokens a model can read and write together; the context is chosen to fit.</summary>
    public int ContextTokens { get; init; } = 128_000;
}

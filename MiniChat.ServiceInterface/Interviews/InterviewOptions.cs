namespace MiniChat.ServiceInterface.Interviews;

/// <summary>How interviews are made.</summary>
public sealed record InterviewOptions
{
    /// <summary>How many questions an interview has.</summary>
    public int Questions { get; init; } = 5;

    /// <summary>
    /// How many questions are to be made beside those that were kept. At least one, also where the setting was lowered meanwhile:
    /// a new description is asked about, and an interview without an open question could never be done.
    /// </summary>
    /// <param name="kept">The answered questions that stay.</param>
    public int MissingBeside(int kept) => Math.Max(1, Questions - kept);
}

namespace MiniChat.ServiceModel;

/// <summary>The limits of what a message may hold.</summary>
public static class Limits
{
    /// <summary>The most characters (UTF-16 code units) of one text.</summary>
    public const int TextLength = 100_000;

    /// <summary>The most characters of an answer that is imported.</summary>
    public const int AnswerLength = 4_000_000;

    /// <summary>The most characters of a chat's title.</summary>
    public const int TitleLength = 200;

    /// <summary>The most characters of an API key's name.</summary>
    public const int ApiKeyNameLength = 100;

    /// <summary>The most characters of a skill description.</summary>
    public const int SkillDescriptionLength = 10_000;

    /// <summary>The most characters of a text to which similar ones are looked for.</summary>
    public const int SimilarLength = 8_000;
}

namespace MiniChat.Host.Dialects.PromptProxy;

/// <summary>Body of <c>POST /login</c>.</summary>
internal sealed record LoginBody
{
    /// <summary>The account's name, or its email address.</summary>
    public string? Username { get; set; }

    /// <summary>The password.</summary>
    public string? Password { get; set; }
}

/// <summary>What <c>POST /login</c> answers.</summary>
internal sealed record LoginAnswer
{
    /// <summary>A JWT that lives for one hour.</summary>
    public required string? Token { get; init; }
}

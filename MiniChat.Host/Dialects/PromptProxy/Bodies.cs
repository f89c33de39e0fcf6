namespace MiniChat.Host.Dialects.PromptProxy;

/// <summary>Who signs in.</summary>
internal sealed record CredentialsBody
{
    /// <summary>The account's name, or its email address.</summary>
    public string? Username { get; set; }

    /// <summary>The password.</summary>
    public string? Password { get; set; }
}

/// <summary>Who signed in gets a token.</summary>
internal sealed record TokenBody(string Token);

/// <summary>What went wrong.</summary>
/// <param name="Error">A sentence for a person.</param>
internal sealed record ErrorBody(string Error);

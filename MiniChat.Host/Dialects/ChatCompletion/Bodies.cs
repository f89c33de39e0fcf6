namespace MiniChat.Host.Dialects.ChatCompletion;

/// <summary>Who signs in, in a form, in the query, or as JSON that is labelled as a form.</summary>
internal sealed record CredentialsBody
{
    /// <summary>The name, or the email address.</summary>
    public string? Username { get; set; }

    /// <summary>The password.</summary>
    public string? Password { get; set; }

    /// <summary>A field of another format with the same address: where it is, the request is not ours.</summary>
    public string? Provider { get; set; }
}

/// <summary>Who signed in gets a token.</summary>
internal sealed record TokenBody(string AccessToken);

/// <summary>The whole answer.</summary>
internal sealed record AnswerBody(string Message);

/// <summary>What went wrong.</summary>
internal sealed record ErrorBody(string ErrorMessage);

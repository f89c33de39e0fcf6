using MiniChat.Stack;

namespace MiniChat.Host.SignIns;

/// <summary>What the form sends.</summary>
internal sealed record SignInFields
{
    /// <summary>The name; of who has an account, or the email address.</summary>
    public string? UserName { get; set; }

    /// <summary>The email address of a new account.</summary>
    public string? Email { get; set; }

    /// <summary>The password.</summary>
    public string? Password { get; set; }
}

/// <summary>The form as it is shown.</summary>
/// <param name="State">The sign-in's state.</param>
/// <param name="IsNew">Whether an account is to be made.</param>
internal sealed record SignInForm(string State, bool IsNew)
{
    /// <summary>What was typed before. The password is not shown again.</summary>
    public SignInFields Typed { get; init; } = new();

    /// <summary>What was wrong with it; null at first.</summary>
    public ResponseStatus? Words { get; init; }

    /// <summary>What was wrong with a field; null when nothing was.</summary>
    /// <param name="field">The field's name.</param>
    internal string? ErrorOf(string field) => Words?.Errors.Find(error => error.FieldName == field)?.Message;
}

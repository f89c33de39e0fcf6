namespace MiniChat.ServiceInterface.Accounts;

/// <summary>Somebody who can sign in, by whatever door.</summary>
public sealed class Account
{
    /// <summary>The account's number, given by the store; 0 before.</summary>
    public long Id { get; set; }

    /// <summary>The name to sign in with; the email address where none was chosen.</summary>
    public string UserName { get; set; } = "";

    /// <summary>The canonical form of the name, under which it is unique.</summary>
    public string NormalizedUserName { get; set; } = "";

    /// <summary>The email address, where there is one.</summary>
    public string? Email { get; set; }

    /// <summary>The canonical form of the address, under which it is unique.</summary>
    public string? NormalizedEmail { get; set; }

    /// <summary>The name to show.</summary>
    public string? DisplayName { get; set; }

    /// <summary>The first name.</summary>
    public string? FirstName { get; set; }

    /// <summary>The last name.</summary>
    public string? LastName { get; set; }

    /// <summary>The salted hash of the password; null where one cannot sign in with a password.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Changes with the password.</summary>
    public string SecurityStamp { get; set; } = "";

    /// <summary>The account's roles.</summary>
    public IReadOnlyList<string> Roles { get; set; } = [AccountRoles.User];

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>The roles that an account can have.</summary>
public static class AccountRoles
{
    /// <summary>Everybody with an account.</summary>
    public const string User = "User";

    /// <summary>Who looks after the server. It comes from the configuration, never from a message.</summary>
    public const string Admin = "Admin";
}

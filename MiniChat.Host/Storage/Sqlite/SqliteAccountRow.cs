using MiniChat.ServiceInterface.Accounts;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>An account as the table holds it.</summary>
internal sealed record SqliteAccountRow
{
    /// <summary>The columns, for a table named <c>a</c>.</summary>
    public const string Columns = """
        a.id AS Id, a.user_name AS UserName, a.normalized_user_name AS NormalizedUserName, a.email AS Email,
        a.normalized_email AS NormalizedEmail, a.display_name AS DisplayName, a.first_name AS FirstName,
        a.last_name AS LastName, a.password_hash AS PasswordHash, a.security_stamp AS SecurityStamp, a.roles AS Roles,
        a.created_at AS AccountCreatedAt
        """;

    public long Id { get; init; }
    public string UserName { get; init; } = "";
    public string NormalizedUserName { get; init; } = "";
    public string? Email { get; init; }
    public string? NormalizedEmail { get; init; }
    public string? DisplayName { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? PasswordHash { get; init; }
    public string SecurityStamp { get; init; } = "";
    public string Roles { get; init; } = "";
    public long AccountCreatedAt { get; init; }

    public static SqliteAccountRow Of(Account account) =>
        new()
        {
            Id = account.Id,
            UserName = account.UserName,
            NormalizedUserName = account.NormalizedUserName,
            Email = account.Email,
            NormalizedEmail = account.NormalizedEmail,
            DisplayName = account.DisplayName,
            FirstName = account.FirstName,
            LastName = account.LastName,
            PasswordHash = account.PasswordHash,
            SecurityStamp = account.SecurityStamp,
            Roles = string.Join(',', account.Roles),
            AccountCreatedAt = account.CreatedAt.ToUnixTimeMilliseconds(),
        };

    public Account ToAccount() =>
        new()
        {
            Id = Id,
            UserName = UserName,
            NormalizedUserName = NormalizedUserName,
            Email = Email,
            NormalizedEmail = NormalizedEmail,
            DisplayName = DisplayName,
            FirstName = FirstName,
            LastName = LastName,
            PasswordHash = PasswordHash,
            SecurityStamp = SecurityStamp,
            Roles = Roles.Split(',', StringSplitOptions.RemoveEmptyEntries),
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(AccountCreatedAt),
        };
}

using MiniChat.ServiceInterface.Accounts;

namespace MiniChat.Host.Storage.Sql;

/// <summary>Makes accounts of rows, and gives statements the columns of one.</summary>
internal static class SqlAccountRows
{
    /// <summary>The columns, for a table named <c>a</c>.</summary>
    internal const string Columns = """
        a.id, a.user_name, a.normalized_user_name, a.email, a.normalized_email, a.display_name, a.first_name, a.last_name,
        a.password_hash, a.security_stamp, a.roles, a.created_at
        """;

    internal const int ColumnCount = 12;

    internal static Account Account(SqlRow row) => Account(row, 0);

    /// <summary>The account whose columns begin at a place of the row.</summary>
    internal static Account Account(SqlRow row, int from) =>
        new()
        {
            Id = row.Number(from),
            UserName = row.Text(from + 1),
            NormalizedUserName = row.Text(from + 2),
            Email = row.TextOrNull(from + 3),
            NormalizedEmail = row.TextOrNull(from + 4),
            DisplayName = row.TextOrNull(from + 5),
            FirstName = row.TextOrNull(from + 6),
            LastName = row.TextOrNull(from + 7),
            PasswordHash = row.TextOrNull(from + 8),
            SecurityStamp = row.Text(from + 9),
            Roles = row.Text(from + 10).Split(',', StringSplitOptions.RemoveEmptyEntries),
            CreatedAt = row.Time(from + 11),
        };

    /// <summary>Binds what an account can change.</summary>
    internal static SqlStatement BindAccount(this SqlStatement statement, Account account) =>
        statement
            .Bind("@user", account.UserName)
            .Bind("@normalizedUser", account.NormalizedUserName)
            .Bind("@email", account.Email)
            .Bind("@normalizedEmail", account.NormalizedEmail)
            .Bind("@display", account.DisplayName)
            .Bind("@first", account.FirstName)
            .Bind("@last", account.LastName)
            .Bind("@password", account.PasswordHash)
            .Bind("@stamp", account.SecurityStamp)
            .Bind("@roles", string.Join(',', account.Roles));
}

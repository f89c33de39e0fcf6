using System.Globalization;

namespace MiniChat.Host.Storage.Sql;

/// <summary>The names of what is locked.</summary>
public static class SqlLock
{
    /// <summary>What an account may have only so much of, and the order of its asks.</summary>
    /// <param name="accountId">The account.</param>
    public static string Account(long accountId) => string.Create(CultureInfo.InvariantCulture, $"account {accountId}");

    /// <summary>Anything else that has a name.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="key">Which one.</param>
    public static string Of(string kind, string key) => $"{kind} {key}";
}

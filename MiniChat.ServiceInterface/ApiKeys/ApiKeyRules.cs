using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.ApiKeys;

/// <summary>What a new API key can be.</summary>
internal static class ApiKeyRules
{
    /// <summary>The most keys of an account.</summary>
    public const int Most = 100;

    private const int LongestYears = 10;
    private static readonly string[] Known = [Scopes.Chat, Scopes.Model, Scopes.Account];

    /// <summary>The scopes of the key that is asked for: never more than the caller's own.</summary>
    /// <exception cref="ServiceException">There is none, one is unknown or there twice, or the caller lacks one.</exception>
    public static IReadOnlyList<string> ScopesOf(CreateApiKey request, Caller caller)
    {
        if (request.Scopes is not { } asked)
            return [.. Known.Where(caller.HasScope)];
        if (asked.Count == 0)
            throw ServiceException.ForField("Scopes", "NotEmpty", "'Scopes' must not be empty; leave it out for all.");
        if (asked.Except(Known).Any() || asked.Distinct().Count() < asked.Count)
            throw ServiceException.ForField("Scopes", "Scope", $"'Scopes' can be {string.Join(", ", Known)}, each of them once.");
        return asked.Find(scope => !caller.HasScope(scope)) is { } lacking ? throw ServiceException.ForScope(lacking) : asked;
    }

    /// <summary>When the key that is asked for ends.</summary>
    /// <exception cref="ServiceException">It is over already, or too far away.</exception>
    public static DateTimeOffset? ExpiryOf(CreateApiKey request, DateTimeOffset now)
    {
        if (request.ExpiresDate is not { } date)
            return null;
        // Kept in milliseconds, and told as it is kept.
        var expiry = DateTimeOffset.FromUnixTimeMilliseconds(
            new DateTimeOffset(DateTime.SpecifyKind(date, DateTimeKind.Utc)).ToUnixTimeMilliseconds()
        );
        return expiry > now && expiry <= now.AddYears(LongestYears)
            ? expiry
            : throw ServiceException.ForField(
                "ExpiresDate",
                "ExpiresDate",
                $"'Expires Date' must lie in the future, at most {LongestYears} years from now."
            );
    }
}

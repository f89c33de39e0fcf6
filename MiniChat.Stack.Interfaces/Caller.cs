using System.Net;

namespace MiniChat.Stack;

/// <summary>Who sends a message.</summary>
public sealed record Caller
{
    /// <summary>Somebody who has not signed in.</summary>
    public static Caller Anonymous { get; } = new();

    /// <summary>The account's number; 0 for nobody.</summary>
    public long AccountId { get; init; }

    /// <summary>The account's name, empty for nobody.</summary>
    public string UserName { get; init; } = "";

    /// <summary>The account's email address, where it has one.</summary>
    public string? Email { get; init; }

    /// <summary>The name to show, where the account has one.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The session the token was made for: what a logout ends.</summary>
    public string? SessionId { get; init; }

    /// <summary>The token's own id (<c>jti</c>).</summary>
    public string? TokenId { get; init; }

    /// <summary>When the token or the API key ends; null for a key without an end.</summary>
    public DateTimeOffset? TokenExpires { get; init; }

    /// <summary>The number of the API key that stands for the account; null when it signed in.</summary>
    public long? KeyId { get; init; }

    /// <summary>What the key may be used for; null for everything, as of every caller who signed in.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>The account's roles.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Whether the caller has signed in.</summary>
    public bool IsAuthenticated => AccountId > 0;

    /// <summary>Whether what the caller came with may be used for this.</summary>
    /// <param name="scope">The scope's name.</param>
    public bool HasScope(string scope) => Scopes is null || Scopes.Contains(scope, StringComparer.Ordinal);

    /// <summary>Whether the caller has the role.</summary>
    public bool HasRole(string role) => Roles.Contains(role, StringComparer.OrdinalIgnoreCase);
}

/// <summary>One call: the caller, and what came along with the message, whatever carried it.</summary>
public sealed record Call
{
    /// <summary>Who sends it.</summary>
    public Caller Caller { get; init; } = Caller.Anonymous;

    /// <summary>The key under which equal asks are one ask, where the caller gave one.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>How far a stream was read before, by the last event's <see cref="IStreamEvent.Seq"/>.</summary>
    public long? LastEventId { get; init; }

    /// <summary>Where the caller found the server.</summary>
    public ServerAddress Server { get; init; } = new("http", "localhost");

    /// <summary>The caller's network address, behind trusted proxies the forwarded one.</summary>
    public IPAddress? Address { get; init; }
}

/// <summary>Where a caller found the server, as the request says it.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Host">The host, with its port where there is one.</param>
public readonly record struct ServerAddress(string Scheme, string Host)
{
    /// <summary>The address, without a slash at the end.</summary>
    public override string ToString() => $"{Scheme}://{Host}";
}

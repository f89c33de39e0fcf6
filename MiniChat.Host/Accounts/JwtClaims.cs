using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MiniChat.Host.Accounts;

/// <summary>What a signed token says, read strictly.</summary>
/// <param name="AccountId">Whose it is.</param>
/// <param name="SessionId">The session it belongs to.</param>
/// <param name="TokenId">Its own id.</param>
/// <param name="NotBefore">From when it is good.</param>
/// <param name="Expires">Until when it is good.</param>
public sealed record JwtClaims(long AccountId, string SessionId, string TokenId, DateTimeOffset NotBefore, DateTimeOffset Expires)
{
    /// <summary>How far the clocks of two machines may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Whether it was good and has expired.</summary>
    public bool HasExpired(DateTimeOffset now) => now >= Expires + Skew;

    /// <summary>Whether it is good from now on, or was.</summary>
    public bool HasBegun(DateTimeOffset now) => NotBefore - Skew <= now;

    /// <summary>Reads a token whose signature was right; null when a claim is missing or odd.</summary>
    /// <param name="token">The token.</param>
    public static JwtClaims? Of(JsonWebToken token)
    {
        try
        {
            using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload), Strict);
            return Of(payload.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JwtClaims? Of(JsonElement payload)
    {
        if (TimeOf(payload, "exp") is not { } expires || TimeOf(payload, "iat") is not { } issued)
            return null;
        var notBefore = payload.TryGetProperty("nbf", out _) ? TimeOf(payload, "nbf") : issued;
        if (notBefore is null || issued > expires || expires - issued > JwtTokens.LongestLifetime)
            return null;
        // The number in one spelling only: no sign, no zeros before it, no blanks.
        if (TextOf(payload, "sub") is not { } subject || !long.TryParse(subject, out var id) || id.ToString() != subject)
            return null;
        var session = TextOf(payload, "sid");
        var own = TextOf(payload, "jti");
        var begins = notBefore > issued ? notBefore.Value : issued;
        return id > 0 && session is not null && own is not null ? new JwtClaims(id, session, own, begins, expires) : null;
    }

    private static string? TextOf(JsonElement payload, string name) =>
        payload.TryGetProperty(name, out var claim)
        && claim.ValueKind == JsonValueKind.String
        && claim.GetString() is { Length: > 0 } text
            ? text
            : null;

    private static DateTimeOffset? TimeOf(JsonElement payload, string name) =>
        payload.TryGetProperty(name, out var claim)
        && claim.ValueKind == JsonValueKind.Number
        && claim.TryGetInt64(out var seconds)
        && seconds is > 0 and < 253_402_000_000
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}

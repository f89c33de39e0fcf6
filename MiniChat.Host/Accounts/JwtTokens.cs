using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using MiniChat.ServiceInterface.Accounts;

namespace MiniChat.Host.Accounts;

/// <summary>Makes access tokens and reads them: JWT, HS256 alone, with the key of the configuration alone.</summary>
public sealed class JwtTokens : IAccessTokens
{
    /// <summary>Who issues the tokens, and whom they are for.</summary>
    public const string Issuer = "minichat";

    /// <summary>The most characters of a token.</summary>
    public const int Longest = 4096;

    /// <summary>The longest life of a token.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(7);

    private const string Type = "JWT";
    private static readonly SearchValues<char> Signs = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    );

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly TimeProvider _clock;
    private readonly SigningCredentials _signing;
    private readonly TokenValidationParameters _rules;

    /// <summary>Takes the key.</summary>
    /// <param name="options">The secret and the lifetime.</param>
    /// <param name="clock">The time.</param>
    public JwtTokens(JwtOptions options, TimeProvider clock)
    {
        _clock = clock;
        Lifetime = options.Lifetime;
        var key = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(options.Secret));
        _signing = new SigningCredentials(key, SecurityAlgorithms.HmacSha256);
        _rules = new TokenValidationParameters
        {
            IssuerSigningKey = key,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidTypes = [Type],
            ValidIssuer = Issuer,
            ValidAudience = Issuer,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            // The times are JwtClaims' work: they follow our clock, and an expired token is told from a bad one.
            ValidateLifetime = false,
        };
    }

    /// <inheritdoc/>
    public TimeSpan Lifetime { get; }

    /// <inheritdoc/>
    public string Issue(Account account, string sessionId, TimeSpan lifetime)
    {
        var now = _clock.GetUtcNow();
        var claims = new Dictionary<string, object>
        {
            ["sub"] = account.Id.ToString(),
            ["identity"] = account.Id,
            ["preferred_username"] = account.UserName,
            ["username"] = account.UserName,
            ["roles"] = account.Roles.ToArray(),
            ["jti"] = RandomNumberGenerator.GetHexString(32, lowercase: true),
            ["sid"] = sessionId,
        };
        if (account.Email is not null)
            claims["email"] = account.Email;
        return _handler.CreateToken(
            new SecurityTokenDescriptor
            {
                Claims = claims,
                Issuer = Issuer,
                Audience = Issuer,
                IssuedAt = now.UtcDateTime,
                NotBefore = now.UtcDateTime,
                Expires = (now + (lifetime < LongestLifetime ? lifetime : LongestLifetime)).UtcDateTime,
                SigningCredentials = _signing,
                TokenType = Type,
            }
        );
    }

    /// <summary>The claims of a token of ours; null when it is none, whatever else it is.</summary>
    /// <param name="token">The token as it was carried.</param>
    public async Task<JwtClaims?> ReadAsync(string token)
    {
        if (!IsShaped(token))
            return null;
        try
        {
            var result = await _handler.ValidateTokenAsync(token, _rules);
            return result is { IsValid: true, SecurityToken: JsonWebToken read } && !read.TryGetHeaderValue<object>("crit", out _)
                ? JwtClaims.Of(read)
                : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or SecurityTokenException)
        {
            return null;
        }
    }

    private static bool IsShaped(string token)
    {
        if (token.Length is 0 or > Longest || token.AsSpan().ContainsAnyExcept(Signs) || token.AsSpan().Count('.') != 2)
            return false;
        // 32 bytes are 43 characters; the last one has two bits to spare, which must be zero: a token is written in one way.
        var signature = token.AsSpan(token.LastIndexOf('.') + 1);
        return signature.Length == 43 && "AEIMQUYcgkosw048".Contains(signature[^1]);
    }
}

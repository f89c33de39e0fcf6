using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MiniChat.ServiceInterface.ApiKeys;

/// <summary>The text of API keys: <c>mc-</c> and 256 random bits.</summary>
public static class ApiKeyText
{
    /// <summary>What every key begins with, and no other token.</summary>
    public const string Mark = "mc-";

    private const int Bytes = 32;
    private const int Shown = 4;

    /// <summary>A new one.</summary>
    public static string New() => Mark + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Whether a token is meant as a key.</summary>
    /// <param name="token">The token as it was carried.</param>
    public static bool IsMeant(string token) => token.StartsWith(Mark, StringComparison.Ordinal);

    /// <summary>What the store knows a key by; null for a text that no key has.</summary>
    /// <param name="key">The text.</param>
    public static string? HashOf(string key) =>
        IsMeant(key) && key.Length == Mark.Length + Base64Url.GetEncodedLength(Bytes)
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))
            : null;

    /// <summary>The first characters: enough for a person, far too few for a thief.</summary>
    /// <param name="key">The text.</param>
    public static string PrefixOf(string key) => key[..(Mark.Length + Shown)];
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MiniChat.ServiceInterface.SignIns;

/// <summary>The random texts of a sign-in by code: states, codes, browsers. The store has their hashes alone.</summary>
public static class SignInSecrets
{
    private const int Bytes = 32;

    /// <summary>A new one: 256 random bits as 43 characters that an address can hold.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Whether a text looks like one of ours.</summary>
    /// <param name="text">The text as it was sent.</param>
    public static bool IsShaped(string text) => text.Length == Base64Url.GetEncodedLength(Bytes) && Base64Url.IsValid(text);

    /// <summary>The form in which it is kept: SHA-256, in hexadecimal digits.</summary>
    /// <param name="text">The text as it was sent.</param>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

using System.Buffers;
using System.Security.Cryptography;

namespace MiniChat.Host.Bus;

/// <summary>The ids of nodes: 16 hexadecimal digits, random.</summary>
public static class BusIds
{
    private const int Digits = 16;
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    /// <summary>A new id.</summary>
    public static string New() => RandomNumberGenerator.GetHexString(Digits, lowercase: true);

    /// <summary>Whether a text can be an id.</summary>
    /// <param name="text">The text.</param>
    public static bool IsId(ReadOnlySpan<char> text) => text.Length == Digits && !text.ContainsAnyExcept(Hexadecimal);
}

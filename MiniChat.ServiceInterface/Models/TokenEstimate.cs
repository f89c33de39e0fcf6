using System.Text;

namespace MiniChat.ServiceInterface.Models;

/// <summary>How many tokens a text has, roughly, without the model's own table.</summary>
/// <remarks>
/// 3.5 bytes of UTF-8 a token lies a little above the count for prose of most languages, and 4 tokens a message go to its frame.
/// Too high an estimate drops a turn early; too low a one would have the model refuse the whole ask.
/// </remarks>
public static class TokenEstimate
{
    /// <summary>The tokens of one message.</summary>
    /// <param name="text">Its text.</param>
    public static int Of(string text) => OfText(text) + 4;

    /// <summary>The tokens of a text alone, as a model writes it.</summary>
    /// <param name="text">The text.</param>
    public static int OfText(string text) => (int)OfBytes(Encoding.UTF8.GetByteCount(text));

    /// <summary>The same of a text that is not at hand.</summary>
    /// <param name="bytes">Its length in UTF-8.</param>
    public static long OfBytes(long bytes) => (bytes * 2 + 6) / 7;
}

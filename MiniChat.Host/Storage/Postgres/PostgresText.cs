using System.Buffers;
using System.Text;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>
/// Texts as PostgreSQL can keep them: it takes every character but U+0000. That is written as U+FFFF and <c>0</c>, and U+FFFF,
/// which nobody uses, twice. What two texts become, joined, is what the joined text becomes: text can be added in the store.
/// </summary>
internal static class PostgresText
{
    private const char Escape = '\uFFFF';
    private const char Nul = '\0';

    private static readonly SearchValues<char> Escaped = SearchValues.Create(Nul, Escape);

    /// <summary>The text as it is kept. A lone surrogate is no character and becomes U+FFFD, as SQLite makes of it.</summary>
    /// <param name="text">The text.</param>
    internal static string Encode(string text)
    {
        var sound = WithoutLoneSurrogates(text);
        if (sound.AsSpan().IndexOfAny(Escaped) < 0)
            return sound;
        var kept = new StringBuilder(sound.Length + 8);
        foreach (var sign in sound)
        {
            _ = sign switch
            {
                Nul => kept.Append(Escape).Append('0'),
                Escape => kept.Append(Escape).Append(Escape),
                _ => kept.Append(sign),
            };
        }
        return kept.ToString();
    }

    /// <summary>The text that was kept.</summary>
    /// <param name="kept">What <see cref="Encode"/> made of it; its end may have been cut off anywhere.</param>
    internal static string Decode(string kept)
    {
        if (!kept.Contains(Escape))
            return kept;
        var text = new StringBuilder(kept.Length);
        for (var i = 0; i < kept.Length; i++)
        {
            if (kept[i] != Escape)
                text.Append(kept[i]);
            else if (++i < kept.Length)
                text.Append(kept[i] == '0' ? Nul : kept[i]);
        }
        return text.ToString();
    }

    /// <summary>How many characters it has for PostgreSQL, which counts a pair of surrogates once.</summary>
    /// <param name="kept">What <see cref="Encode"/> made.</param>
    internal static int Length(string kept)
    {
        var length = kept.Length;
        foreach (var sign in kept)
        {
            if (char.IsLowSurrogate(sign))
                length--;
        }
        return length;
    }

    private static string WithoutLoneSurrogates(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
            return text;
        return string.Create(
            text.Length,
            text,
            static (sound, text) =>
            {
                text.CopyTo(sound);
                for (var i = 0; i < sound.Length; i++)
                {
                    if (!char.IsSurrogate(sound[i]))
                        continue;
                    if (i + 1 < sound.Length && char.IsSurrogatePair(sound[i], sound[i + 1]))
                        i++;
                    else
                        sound[i] = '\uFFFD';
                }
            }
        );
    }
}

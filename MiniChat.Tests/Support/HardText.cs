namespace MiniChat.Tests.Support;

/// <summary>Texts that are hard to carry, and the pieces in which a model may say them.</summary>
internal static class HardText
{
    public static readonly string[] All =
    [
        "Hello, world.",
        "Grüße, 世界 👋🏽 — done.",
        "two\nlines\n\nand a gap\n\n\n",
        "windows\r\nold mac\rend\r\n",
        "data: forged\n\ndata: {\"done\":true}\n\nevent: message\nid: 1\n: comment\nretry: 1",
        " leading and trailing blanks \n  indented",
        "quotes \" and \\ and \u0001 and \u2028 and \u0085 and \ufeff",
        "{\"content\":\"x\"}[DONE]<script>alert(1)</script>",
        "\n\nit begins with line breaks",
        "x",
        new string('z', 100 * 1024),
    ];

    /// <summary>The text in pieces, the same at each run; no character is cut.</summary>
    public static IEnumerable<string> Pieces(string text, int seed)
    {
        var chance = new Chance(seed);
        for (var start = 0; start < text.Length; )
        {
            var end = Math.Min(text.Length, start + (text.Length > 1000 ? text.Length : chance.Next(1, 5)));
            if (end < text.Length && char.IsLowSurrogate(text[end]))
                end++;
            yield return text[start..end];
            start = end;
        }
    }
}

using System.Text;

namespace MiniChat.Host.Models.Offline;

/// <summary>The offline responder's text: what was asked, that no model read it, and how to switch one on.</summary>
internal static class OfflineText
{
    private const int QuotedCharacters = 160;
    private const int MostWords = 5;

    public static string Write(string asked, int messages)
    {
        var words = OfflineWords.Of(asked, MostWords);
        var text = new StringBuilder(768);
        text.Append("**This is MiniChat's offline responder**, not a language model. You asked: “");
        Quote(text, asked);
        text.Append("” A model would now write about ");
        if (words.Count == 0)
            text.Append("that");
        AppendList(text, words);
        text.Append("; this text only hands your words back, the same for the same question, ")
            .Append("so that everything around the model can be tried.\n\n- Your message has ")
            .Append(Counted(OfflineWords.Count(asked), "word"))
            .Append(" and came with ")
            .Append(Counted(Math.Max(0, messages - 1), "earlier message"))
            .Append(
                ".\n- For real answers, set `OPENAI_API_KEY` (or `OPENAI_BASE_URL` for a server of your own) and start again.\n"
            );
        return text.ToString();
    }

    private static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static void AppendList(StringBuilder text, List<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (i > 0)
                text.Append(i == words.Count - 1 ? " and " : ", ");
            text.Append('*').Append(words[i]).Append('*');
        }
    }

    private static void Quote(StringBuilder text, string asked)
    {
        var part = asked.AsSpan().Trim();
        var isCut = part.Length > QuotedCharacters;
        if (isCut)
            part = part[..(char.IsHighSurrogate(part[QuotedCharacters - 1]) ? QuotedCharacters - 1 : QuotedCharacters)];
        foreach (var c in part)
            text.Append(char.IsControl(c) ? ' ' : c);
        if (isCut)
            text.Append('…');
    }
}

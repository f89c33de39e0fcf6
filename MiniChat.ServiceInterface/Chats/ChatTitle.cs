namespace MiniChat.ServiceInterface.Chats;

/// <summary>A chat's title from its first turn, without asking a model.</summary>
public static class ChatTitle
{
    private const int Longest = 60;

    /// <summary>The first line that says something, cut at a word.</summary>
    /// <param name="text">The turn's text.</param>
    public static string Of(string text)
    {
        var line = text.Split(['\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.TrimStart('#', '>', '-', '*', ' '))
            .FirstOrDefault(part => part.Length > 0, text.Trim());
        if (line.Length <= Longest)
            return line;
        var cut = line.LastIndexOf(' ', Longest - 1);
        if (cut < Longest / 2)
            cut = char.IsHighSurrogate(line[Longest - 2]) ? Longest - 2 : Longest - 1;
        return line[..cut].TrimEnd() + "…";
    }
}

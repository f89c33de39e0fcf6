namespace MiniChat.Host.Storage.Sql;

/// <summary>Patterns for <c>LIKE … ESCAPE '\'</c>.</summary>
internal static class SqlPattern
{
    /// <summary>Whatever holds the text.</summary>
    internal static string Holding(string text) => $"%{text.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_")}%";
}

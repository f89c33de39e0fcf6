namespace MiniChat.Host.SignIns;

/// <summary>Which texts are paths of this server, and can lead nowhere else.</summary>
internal static class OwnPaths
{
    private const int Longest = 1000;

    /// <summary>Whether it is one: browsers read <c>//host</c> and <c>/\host</c> as another server's.</summary>
    /// <param name="path">The path, with a query if there is one.</param>
    internal static bool IsOne(string path) =>
        path.Length is > 0 and <= Longest
        && path[0] == '/'
        && !path.StartsWith("//", StringComparison.Ordinal)
        && !path.Contains('\\')
        && path.All(sign => sign is > ' ' and <= '~');
}

namespace MiniChat.Host.Storage.Sql;

/// <summary>Parameters of a statement that looks for many at once. Those that are not needed are NULL, and find nothing.</summary>
internal static class SqlMany
{
    /// <summary>How many one statement looks for.</summary>
    public const int Most = 64;

    /// <summary>The parameters' names.</summary>
    public static readonly string[] Names = [.. Enumerable.Range(0, Most).Select(i => $"@p{i}")];

    /// <summary>The parameters, parted by commas.</summary>
    public static readonly string List = string.Join(", ", Names);
}

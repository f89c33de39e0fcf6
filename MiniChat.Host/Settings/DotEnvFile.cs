namespace MiniChat.Host.Settings;

/// <summary>A <c>.env</c> file: <c>KEY=value</c> lines, <c>#</c> comments, quotes, an optional <c>export</c>.</summary>
public static class DotEnvFile
{
    /// <summary>The file in a folder, or in the nearest folder above that has one; null when none has.</summary>
    /// <param name="folder">Where to begin.</param>
    public static string? Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            var path = Path.Combine(at.FullName, ".env");
            if (File.Exists(path))
                return path;
        }
        return null;
    }

    /// <summary>Reads the settings of a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="StartupException">It cannot be read, or a line is neither a setting nor a comment.</exception>
    public static Dictionary<string, string?> Read(string path)
    {
        try
        {
            return Parse(File.ReadAllLines(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{path} cannot be read: let the server's user read it, or take it away.", e);
        }
    }

    /// <summary>Reads the settings of a file's lines; <c>__</c> in a name parts its sections.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="path">The file's path, for the error.</param>
    /// <exception cref="StartupException">A line is neither a setting nor a comment.</exception>
    public static Dictionary<string, string?> Parse(IEnumerable<string> lines, string path)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var number = 0;
        foreach (var raw in lines)
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line.StartsWith("export ", StringComparison.Ordinal))
                line = line["export ".Length..].TrimStart();
            var sign = line.IndexOf('=');
            if (sign <= 0)
                throw new StartupException($"Line {number} of {path} is not a setting; it can be KEY=value or begin with #.");
            settings[line[..sign].TrimEnd().Replace("__", ":", StringComparison.Ordinal)] = Value(line[(sign + 1)..].Trim());
        }
        return settings;
    }

    private static string Value(string text)
    {
        if (text is ['"', .. var doubled, '"'])
            return doubled.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal);
        if (text is ['\'', .. var single, '\''])
            return single;
        var comment = text.IndexOf(" #", StringComparison.Ordinal);
        return comment < 0 ? text : text[..comment].TrimEnd();
    }
}

using MiniChat.Host.Storage.Moving;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>Database files that are their owner's alone (mode 0600); what SQLite puts beside them has the same mode.</summary>
internal static class OwnFiles
{
    /// <summary>Makes an empty file where there is none.</summary>
    /// <param name="path">Where.</param>
    /// <exception cref="MoveException">It cannot be made.</exception>
    public static void MakeAbsent(string path)
    {
        if (!File.Exists(path))
            Make(path);
    }

    /// <summary>Makes an empty file.</summary>
    /// <param name="path">Where; nothing may be there.</param>
    /// <exception cref="MoveException">It cannot be made.</exception>
    public static void Make(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            new FileStream(path, options).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MoveException(
                File.Exists(path)
                    ? $"{path} is there: another one is making it, or was broken off. When none is, delete it and run this again."
                    : $"{path} cannot be made: look at the rights of its folder, and at the space on the disk.",
                e
            );
        }
    }

    /// <summary>Deletes a file with what SQLite puts beside it; those that are not there need not be.</summary>
    /// <param name="path">The file; nobody has it open.</param>
    public static void Delete(string path)
    {
        foreach (var end in new[] { "-journal", "-wal", "-shm", "" })
            File.Delete(path + end);
    }
}

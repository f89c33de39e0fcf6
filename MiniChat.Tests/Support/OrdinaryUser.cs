namespace MiniChat.Tests.Support;

/// <summary>Runs what refuses to run as root: as the tests' own user, or, when that is root, as one without rights.</summary>
internal static class OrdinaryUser
{
    private static readonly string[] Prefix = Environment.IsPrivilegedProcess ? AsAnother() : [];

    /// <summary>A command as this user runs it.</summary>
    public static string[] Command(params string[] command) => [.. Prefix, .. command];

    /// <summary>Runs a program as this user; it must end well.</summary>
    /// <returns>What it wrote.</returns>
    public static Task<string> RunAsync(string folder, params string[] command)
    {
        var whole = Command(command);
        return OtherPrograms.RunAsync(whole[0], folder, whole[1..]);
    }

    /// <summary>A new folder of this user's. The tests can write into it as well.</summary>
    public static async Task<string> NewFolderAsync() =>
        (await RunAsync(Path.GetTempPath(), "mktemp", "-d", Path.Combine(Path.GetTempPath(), "minichat-XXXXXX"))).Trim();

    /// <summary>Writes a file that this user can read, whatever the tests' own mask of rights is.</summary>
    public static async Task WriteAsync(string path, string text)
    {
        await File.WriteAllTextAsync(path, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(
                path,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead
            );
    }

    // Not runuser nor su: these stay as a parent of what they run, and hold its output open after its end.
    private static string[] AsAnother()
    {
        var users = File.ReadAllLines("/etc/passwd").Select(line => line.Split(':')).ToDictionary(fields => fields[0]);
        var user = users.GetValueOrDefault("postgres") ?? users["nobody"];
        return ["setpriv", $"--reuid={user[2]}", $"--regid={user[3]}", "--clear-groups"];
    }
}

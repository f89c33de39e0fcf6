using System.Diagnostics;

namespace MiniChat.Tests.Support;

/// <summary>A disk of a few megabytes for one server, which can be filled. It is mounted where that server alone sees it, and goes with it.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    // In a name space of its own, so that nothing stays mounted however the tests end.
    private const string Mount = """
        mount -t tmpfs -o size="$1" minichat "$2" || exit 1
        chown --reference="$3" "$2"
        shift 3
        exec "$@"
        """;

    private readonly string _size;

    private SmallDisk(string folder, string size) => (Folder, _size) = (folder, size);

    /// <summary>Where the server finds it.</summary>
    public string Folder { get; }

    /// <summary>Makes one; where nothing can be mounted, the test is left out.</summary>
    /// <param name="size">Its size, such as <c>32m</c>.</param>
    public static async Task<SmallDisk> CreateAsync(string size)
    {
        var disk = new SmallDisk(await OrdinaryUser.NewFolderAsync(), size);
        if (await disk.CanMountAsync())
            return disk;
        await disk.DisposeAsync();
        Assert.Ignore("No disk can be mounted here: that takes root, and the right to mount.");
        return disk;
    }

    /// <summary>The command that runs another one with the disk.</summary>
    /// <param name="like">A folder of the one whose disk it is to be.</param>
    public string[] Surroundings(string like) => ["unshare", "--mount", "sh", "-c", Mount, "sh", _size, Folder, like];

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder);
        return ValueTask.CompletedTask;
    }

    private async Task<bool> CanMountAsync()
    {
        if (!Environment.IsPrivilegedProcess || OtherPrograms.PathOf("unshare") is null)
            return false;
        string[] command = [.. Surroundings(Folder), "true"];
        using var trial = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
        await trial.WaitForExitAsync(Deadline.Soon);
        return trial.ExitCode == 0;
    }
}

using MiniChat.Host.Storage.Moving;
using MiniChat.Host.Storage.Sqlite;

namespace MiniChat.Host.Commands;

/// <summary>A backup that is being made, under a name of its own until it is whole. What was not completed goes.</summary>
internal sealed class BackupPart : IDisposable
{
    private readonly string _whole;

    /// <summary>Makes the file, readable for its owner alone.</summary>
    /// <param name="whole">The name of the whole backup.</param>
    /// <exception cref="MoveException">It cannot be made.</exception>
    public BackupPart(string whole)
    {
        _whole = whole;
        Path = whole + ".part";
        OwnFiles.Make(Path);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Gives it its name; what it holds is on the disk before.</summary>
    /// <exception cref="MoveException">Somebody else took the name meanwhile.</exception>
    public void Complete()
    {
        using (var file = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite))
            file.Flush(flushToDisk: true);
        try
        {
            File.Move(Path, _whole, overwrite: false);
        }
        catch (IOException e) when (System.IO.Path.Exists(_whole))
        {
            throw new MoveException($"{_whole} was made by somebody else meanwhile and is left as it is: name another file.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => OwnFiles.Delete(Path);
}

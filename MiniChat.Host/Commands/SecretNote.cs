using MiniChat.Host.Storage;

namespace MiniChat.Host.Commands;

/// <summary>What has to be carried over beside the data, so that people stay signed in: the secret is in no database.</summary>
internal static class SecretNote
{
    private const string Otherwise =
        "without it everybody has to sign in again. Passwords, API keys and all else are in the data.";

    /// <summary>After a backup.</summary>
    /// <param name="settings">What is configured.</param>
    public static string ForBackup(CommandSettings settings) =>
        FileOf(settings.Place, settings) is { } file
            ? $"Keep {file} with it, which no backup holds: {Otherwise}"
            : $"Keep JWT_SECRET with it, which no backup holds: {Otherwise}";

    /// <summary>After a restore.</summary>
    /// <param name="settings">What is configured.</param>
    public static string ForRestore(CommandSettings settings) =>
        settings.HasSecret || settings.Place.Sqlite is null
            ? $"Set JWT_SECRET to that of the server that was backed up, or to what its jwt.secret holds: {Otherwise}"
            : $"Put jwt.secret of the server that was backed up into {Folder(settings.Place)}, or set JWT_SECRET to its own: {Otherwise}";

    /// <summary>After a copy.</summary>
    /// <param name="settings">What is configured for the source.</param>
    /// <param name="target">Where the data is now.</param>
    public static string ForCopy(CommandSettings settings, EnginePlace target)
    {
        var next = $"Now set ConnectionStrings__MiniChat to what --to was";
        if (FileOf(settings.Place, settings) is not { } file)
            return $"{next}, and leave JWT_SECRET as it is: {Otherwise}";
        return target.Sqlite is null
            ? $"{next}, and JWT_SECRET to what {file} holds: {Otherwise}"
            : $"{next}, and copy {file} to {Folder(target)}: {Otherwise}";
    }

    private static string? FileOf(EnginePlace place, CommandSettings settings) =>
        settings.HasSecret || place.Sqlite is null ? null : Path.Combine(Folder(place), "jwt.secret");

    private static string Folder(EnginePlace place) => Path.GetDirectoryName(Path.GetFullPath(place.Sqlite!.Path))!;
}

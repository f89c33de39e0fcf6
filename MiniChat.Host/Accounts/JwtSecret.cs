using System.Security.Cryptography;
using System.Text;

namespace MiniChat.Host.Accounts;

/// <summary>The secret that access tokens are signed with: from the configuration, or made once and kept beside the database.</summary>
public static class JwtSecret
{
    /// <summary>The fewest bytes of a secret.</summary>
    public const int Shortest = 32;

    private const string Placeholder = "your_jwt_secret";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Checks a secret from the configuration. Empty counts as absent.</summary>
    /// <param name="configured">The value of <c>JWT_SECRET</c>.</param>
    /// <returns>The secret, or null when none is configured.</returns>
    /// <exception cref="StartupException">It is the documents' placeholder, or too short.</exception>
    public static string? Check(string? configured)
    {
        if (string.IsNullOrEmpty(configured))
            return null;
        if (configured.Trim() == Placeholder)
        {
            throw new StartupException(
                $"JWT_SECRET is the placeholder '{Placeholder}', which everybody knows. Set a secret of your own of at least "
                    + $"{Shortest} bytes, or leave it empty."
            );
        }
        if (Encoding.UTF8.GetByteCount(configured) < Shortest)
        {
            throw new StartupException(
                $"JWT_SECRET has {Encoding.UTF8.GetByteCount(configured)} bytes; it needs at least {Shortest}. "
                    + "'openssl rand -base64 48' makes a good one."
            );
        }
        return configured;
    }

    /// <summary>Refuses to start without one: with PostgreSQL all processes must share it.</summary>
    /// <param name="configured">The value of <c>JWT_SECRET</c>.</param>
    /// <exception cref="StartupException">There is none.</exception>
    public static void Demand(string? configured)
    {
        if (string.IsNullOrEmpty(configured))
        {
            throw new StartupException(
                $"JWT_SECRET is missing. With PostgreSQL all processes must share one of at least {Shortest} bytes: "
                    + "'openssl rand -base64 48' makes a good one."
            );
        }
    }

    /// <summary>The secret of this installation, made at the first start.</summary>
    /// <param name="folder">The folder of the database.</param>
    /// <exception cref="StartupException">The file cannot be read or made.</exception>
    public static string Keep(string folder)
    {
        var path = Path.Combine(folder, "jwt.secret");
        try
        {
            if (!File.Exists(path))
                Make(path);
            if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) != OwnerOnly)
                File.SetUnixFileMode(path, OwnerOnly);
            var secret = File.ReadAllText(path).Trim();
            return secret.Length >= Shortest
                ? secret
                : throw new StartupException(
                    $"{path} holds no secret. Delete it to have a new one made (everybody must sign in again), or set JWT_SECRET."
                );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{path} cannot be read or made: look at the rights of its folder, or set JWT_SECRET.", e);
        }
    }

    private static void Make(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Written aside and moved: another process sees the whole secret or none.
        var aside = $"{path}.{RandomNumberGenerator.GetHexString(16)}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(aside, options))
        {
            file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(64))));
            file.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(aside, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(aside);
        }
    }
}

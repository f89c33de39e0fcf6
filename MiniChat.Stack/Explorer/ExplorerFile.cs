using System.Security.Cryptography;

namespace MiniChat.Stack.Explorer;

/// <summary>A file of the page; it lies within the program.</summary>
/// <param name="Name">Its name: <c>app.js</c>.</param>
/// <param name="Bytes">What is in it.</param>
internal sealed record ExplorerFile(string Name, byte[] Bytes)
{
    private const string Folder = "Explorer/";

    /// <summary>Its entity tag.</summary>
    public string Tag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(Bytes))[..32]}\"";

    /// <summary>Its media type.</summary>
    public string ContentType { get; } =
        Path.GetExtension(Name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            var other => throw new InvalidOperationException($"No media type is known for {other}."),
        };

    /// <summary>Reads all of them.</summary>
    public static IReadOnlyList<ExplorerFile> ReadAll()
    {
        var assembly = typeof(ExplorerFile).Assembly;
        return
        [
            .. assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
                .Select(name =>
                {
                    using var stream = assembly.GetManifestResourceStream(name)!;
                    var bytes = new byte[stream.Length];
                    stream.ReadExactly(bytes);
                    return new ExplorerFile(name[Folder.Length..], bytes);
                }),
        ];
    }
}

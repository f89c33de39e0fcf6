using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Swashbuckle.AspNetCore.ReDoc;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace MiniChat.Host.ApiDocuments;

/// <summary>The scripts and styles of Swagger UI and ReDoc, as their packages carry them: compressed, within their assemblies.</summary>
internal static class PackagedFiles
{
    private const string SwaggerUi = "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.";
    private const string ReDoc = "Swashbuckle.AspNetCore.ReDoc.node_modules.redoc.bundles.";

    // ReDoc's page shows a picture of its maker's, which it would fetch from there. The name stands in its place.
    private const string Name =
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='50' height='14'%3E%3Ctext y='11' font-size='12' "
        + "font-family='sans-serif' fill='%23666'%3ERedocly%3C/text%3E%3C/svg%3E";

    private static readonly string[] Pictures =
    [
        "https://cdn.redoc.ly/redoc/logo-mini-full.svg",
        "https://cdn.redoc.ly/redoc/logo-mini.svg",
    ];

    /// <summary>All of them, by the paths at which they are served.</summary>
    internal static IReadOnlyList<PackagedFile> All { get; } =
    [
        new("/docs/swagger-ui.css", "text/css", () => Read(typeof(SwaggerUIOptions), SwaggerUi + "swagger-ui.css")),
        new(
            "/docs/swagger-ui-bundle.js",
            "text/javascript",
            () => Read(typeof(SwaggerUIOptions), SwaggerUi + "swagger-ui-bundle.js")
        ),
        new(
            "/redoc/redoc.js",
            "text/javascript",
            () => WithoutPictures(Read(typeof(ReDocOptions), ReDoc + "redoc.standalone.js"))
        ),
    ];

    private static byte[] Read(Type package, string name)
    {
        using var stream =
            package.Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{package.Assembly.GetName().Name} holds no {name}.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static byte[] WithoutPictures(byte[] compressed)
    {
        using var reader = new StreamReader(
            new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress),
            Encoding.UTF8
        );
        var script = reader.ReadToEnd();
        foreach (var picture in Pictures)
            script = script.Replace(picture, Name, StringComparison.Ordinal);
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Optimal))
            zip.Write(Encoding.UTF8.GetBytes(script));
        return bytes.ToArray();
    }
}

/// <summary>One file.</summary>
/// <param name="Path">Where it is served.</param>
/// <param name="Type">The media type.</param>
/// <param name="Read">Reads it, compressed by gzip.</param>
internal sealed record PackagedFile(string Path, string Type, Func<byte[]> Read)
{
    private readonly Lazy<byte[]> _bytes = new(Read);

    /// <summary>The file, compressed by gzip; read at its first use.</summary>
    internal byte[] Bytes => _bytes.Value;

    /// <summary>Stands for what is in it.</summary>
    internal string Hash => Convert.ToHexStringLower(SHA256.HashData(Bytes))[..16];
}

using System.Text;

namespace MiniChat.Host.Models.OpenAi;

/// <summary>Puts stars over secrets in bytes that pass by, as many as the secret has, so that lengths stay what they were.</summary>
internal sealed class SecretMask
{
    /// <summary>The longest secret that can be covered wherever it is cut: what may be one is held back, and there must be room.</summary>
    public const int LongestSecret = 2048;

    // Shorter ones would be found where they are not meant.
    private const int Shortest = 8;
    private readonly byte[][] secrets;

    public SecretMask(params IEnumerable<string?> secrets)
    {
        this.secrets =
        [
            .. secrets
                .OfType<string>()
                .Where(s => s.Length is >= Shortest and <= LongestSecret)
                .Distinct()
                .Select(Encoding.UTF8.GetBytes),
        ];
        Longest = this.secrets.Length == 0 ? 0 : this.secrets.Max(secret => secret.Length);
    }

    /// <summary>The most bytes that can be held back.</summary>
    public int Longest { get; }

    /// <summary>Covers the secrets in the bytes.</summary>
    /// <returns>How many bytes at the end may be the beginning of a secret: they must wait for what follows.</returns>
    public int Apply(Span<byte> bytes)
    {
        var held = 0;
        foreach (var secret in secrets)
        {
            for (var rest = bytes; rest.IndexOf(secret) is >= 0 and var at; rest = rest[(at + secret.Length)..])
                rest.Slice(at, secret.Length).Fill((byte)'*');
            held = Math.Max(held, Begun(bytes, secret));
        }
        return held;
    }

    /// <summary>Whether the text holds a secret.</summary>
    public bool IsIn(string text) =>
        Array.Exists(secrets, secret => text.Contains(Encoding.UTF8.GetString(secret), StringComparison.Ordinal));

    private static int Begun(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> secret)
    {
        for (var length = Math.Min(secret.Length - 1, bytes.Length); length > 0; length--)
        {
            if (bytes[^length..].SequenceEqual(secret[..length]))
                return length;
        }
        return 0;
    }
}

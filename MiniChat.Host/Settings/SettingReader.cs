using System.Globalization;
using System.Net;
using System.Text;

namespace MiniChat.Host.Settings;

/// <summary>
/// Reads settings, checks them, and names the key and what it may be when one is wrong. An empty value counts as absent.
/// </summary>
/// <param name="configuration">All sources together.</param>
public sealed class SettingReader(IConfiguration configuration)
{
    private readonly SortedSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of all settings that were asked for, as environment variables are named.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    /// <summary>The setting's text, or null when it is absent or empty.</summary>
    /// <param name="name">The name, as an environment variable: <c>MiniChat__PublicUrl</c>.</param>
    public string? Text(string name)
    {
        _asked.Add(name);
        var value = configuration[name.Replace("__", ":", StringComparison.Ordinal)];
        return string.IsNullOrWhiteSpace(value) ? null : value.Trim();
    }

    /// <summary>A whole number between two bounds.</summary>
    public int Number(string name, int fallback, int from, int to, string? note = null)
    {
        if (Text(name) is not { } text)
            return fallback;
        return
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= from
            && number <= to
            ? number
            : throw Bad(name, text, $"a whole number from {from}{(note is null ? "" : $" ({note})")} to {to}");
    }

    /// <summary>A whole number of seconds.</summary>
    public TimeSpan Seconds(string name, int fallback, int from, int to) =>
        TimeSpan.FromSeconds(Number(name, fallback, from, to, "seconds"));

    /// <summary>One of several words, in any case.</summary>
    public string Choice(string name, string fallback, params string[] choices)
    {
        if (Text(name) is not { } text)
            return fallback;
        return choices.FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw Bad(name, text, string.Join(" or ", choices));
    }

    /// <summary>An absolute address of the web, without query or fragment; its host in ASCII, as headers and browsers write it.</summary>
    public Uri? Address(string name)
    {
        if (Text(name) is not { } text)
            return null;
        return
            Uri.TryCreate(text, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
            && address.Query.Length == 0
            && address.Fragment.Length == 0
            && address.UserInfo.Length == 0
            && InAscii(address) is { } ascii
            ? ascii
            : throw Bad(name, text, "an address such as https://chat.example.org");
    }

    /// <summary>The address with its host in ASCII; null where it cannot be written so.</summary>
    private static Uri? InAscii(Uri address)
    {
        // To the letter: a provider may compare it so.
        if (Ascii.IsValid(address.Host))
            return address;
        try
        {
            var host = new IdnMapping().GetAscii(address.Host);
            var port = address.IsDefaultPort ? "" : $":{address.Port}";
            return new Uri($"{address.Scheme}://{host}{port}{address.AbsolutePath}");
        }
        catch (ArgumentException)
        {
            // A part of a name has up to 63 signs in ASCII.
            return null;
        }
    }

    /// <summary>Items parted by commas or semicolons.</summary>
    public IReadOnlyList<string> List(string name) =>
        Text(name)?.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Addresses and networks, such as <c>10.0.0.0/8</c>.</summary>
    public IReadOnlyList<IPNetwork> Networks(string name) =>
        [
            .. List(name)
                .Select(text =>
                    IPNetwork.TryParse(text, out var network) ? network
                    : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
                    : throw Bad(name, text, "addresses or networks such as 10.0.0.0/8, parted by commas")
                ),
        ];

    /// <summary>What is told when a setting is wrong.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="value">Its value; not for secrets.</param>
    /// <param name="allowed">What it may be.</param>
    public static StartupException Bad(string name, string value, string allowed) =>
        new($"{name} is '{value}'; it can be {allowed}.");

    /// <summary>Settings of ours that nobody asked for: most likely misspelt.</summary>
    public IEnumerable<string> Unknown() =>
        configuration
            .AsEnumerable()
            .Where(pair => !string.IsNullOrWhiteSpace(pair.Value))
            .Where(pair => pair.Key.StartsWith("MiniChat:", StringComparison.OrdinalIgnoreCase))
            .Select(pair => pair.Key.Replace(":", "__", StringComparison.Ordinal))
            .Where(name => !_asked.Contains(name))
            .Order(StringComparer.OrdinalIgnoreCase);
}

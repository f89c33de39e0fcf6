namespace MiniChat.Stack.ServerEvents;

/// <summary>What channels there can be, and whose.</summary>
internal sealed class ChannelRules(ServerEventsOptions options, IChannelGuard guard)
{
    /// <summary>The channel of those who name none.</summary>
    public const string Everything = "*";

    /// <summary>Reads names, each once.</summary>
    /// <param name="names">Names; blank ones are none.</param>
    /// <exception cref="ServiceException">A name is not right.</exception>
    public string[] Read(IEnumerable<string?> names)
    {
        string[] channels =
        [
            .. names
                .Select(name => name?.Trim() ?? "")
                .Where(name => name.Length > 0)
                .Distinct(StringComparer.Ordinal)
                .Take(options.MostChannels + 1),
        ];
        DemandNumber(channels);
        foreach (var channel in channels)
        {
            if (channel.Length > options.LongestChannel || !channel.All(IsAllowed))
                throw Broken(
                    $"A channel's name has up to {options.LongestChannel} visible ASCII characters, but for commas, quotes and @."
                );
        }
        return channels;
    }

    /// <summary>Demands that there are not too many.</summary>
    /// <exception cref="ServiceException">There are.</exception>
    public void DemandNumber(string[] channels)
    {
        if (channels.Length > options.MostChannels)
            throw Broken($"A subscription can be on {options.MostChannels} channels; leave some, or open another one.");
    }

    /// <summary>Demands that the caller may subscribe to them.</summary>
    /// <exception cref="ServiceException">One is not there for the caller.</exception>
    public async Task DemandAsync(Caller caller, IEnumerable<string> channels, CancellationToken cancel)
    {
        foreach (var channel in channels)
            await guard.DemandAsync(caller, channel, cancel);
    }

    private static bool IsAllowed(char sign) => sign is > ' ' and <= '~' and not (',' or '@' or '"' or '\\');

    private static ServiceException Broken(string sentence) => ServiceException.ForField("Channels", "Channels", sentence);
}

using System.Diagnostics.Metrics;
using MiniChat.ServiceInterface.Usages;

namespace MiniChat.ServiceInterface.Throttling;

/// <summary>Counts what was refused for being too much, for whoever watches the server. Nobody is named in it.</summary>
public static class RefusalMeter
{
    private static readonly Counter<long> Refusals = new Meter(UsageMeters.Name).CreateCounter<long>(
        "minichat.refusals",
        "{refusal}",
        "Asks, sign-ins and registrations that were refused since a limit was reached, by limit"
    );

    /// <summary>Counts a refusal.</summary>
    /// <param name="limit">The limit's name; one of a few.</param>
    internal static void Count(string limit) => Refusals.Add(1, new KeyValuePair<string, object?>("limit", limit));
}

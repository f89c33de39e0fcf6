using System.Net;

namespace MiniChat.Stack.ServerEvents;

/// <summary>Counts the open streams of each account, and of those who have not signed in by address and in all.</summary>
internal sealed class EventPlaces(ServerEventsOptions options)
{
    private const string Nobody = "nobody";
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> taken = [];

    /// <summary>Takes a place until the result is disposed.</summary>
    /// <param name="caller">Who subscribes.</param>
    /// <param name="address">From where: of IPv6 the /64 counts as one.</param>
    /// <exception cref="ServiceException">There is none left.</exception>
    public IDisposable Take(Caller caller, IPAddress? address)
    {
        (string Key, int Most)[] places = caller.IsAuthenticated
            ? [($"account {caller.AccountId}", options.PerAccount)]
            : [($"address {SenderAddress.TextOf(address)}", options.PerAddress), (Nobody, options.Anonymous)];
        lock (gate)
        {
            foreach (var (key, most) in places)
            {
                if (most > 0 && taken.GetValueOrDefault(key) >= most)
                    throw Full(caller, most);
            }
            foreach (var (key, _) in places)
                taken[key] = taken.GetValueOrDefault(key) + 1;
        }
        return new Place(this, [.. places.Select(place => place.Key)]);
    }

    private static ServiceException Full(Caller caller, int most) =>
        new(
            ErrorKind.TooMany,
            caller.IsAuthenticated
                ? $"{most} streams of this account are open already. Close one."
                : $"{most} streams of nobody in particular are open already. Sign in, or try again later."
        )
        {
            ErrorCode = "TooManyEventStreams",
            RetryAfter = TimeSpan.FromSeconds(10),
        };

    private void Leave(string[] keys)
    {
        lock (gate)
        {
            foreach (var key in keys)
            {
                if (--taken[key] == 0)
                    taken.Remove(key);
            }
        }
    }

    private sealed class Place(EventPlaces all, string[] keys) : IDisposable
    {
        public void Dispose() => all.Leave(keys);
    }
}

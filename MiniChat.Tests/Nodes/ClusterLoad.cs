using System.Collections.Concurrent;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Nodes;

/// <summary>Fifty clients of ten people, who go on until it is enough; and what they were told.</summary>
internal sealed class ClusterLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new(TimeSpan.FromMinutes(2));
    private readonly ConcurrentQueue<ToldAnswer> _told = new();
    private readonly LoadPerson[] _people;
    private Task[] _running = [];

    private ClusterLoad(Uri address, string names) =>
        _people = [.. Enumerable.Range(0, 10).Select(n => new LoadPerson($"{names}{n}", address, _told))];

    /// <summary>All that clients were told to its end.</summary>
    public IReadOnlyCollection<ToldAnswer> Told => _told;

    /// <summary>Signs everybody up, and begins.</summary>
    /// <param name="address">Where all of them ask.</param>
    /// <param name="names">How the people's names, and so their questions, begin.</param>
    public static async Task<ClusterLoad> StartAsync(Uri address, string names)
    {
        var load = new ClusterLoad(address, names);
        await Task.WhenAll(load._people.Select(person => person.SignUpAsync(load._end.Token)));
        load._running = [.. load._people.Select(person => person.RunAsync(load._end.Token))];
        return load;
    }

    /// <summary>Waits until so many more answers were told.</summary>
    public async Task MoreAsync(int count)
    {
        var goal = _told.Count + count;
        await Eventually.TrueAsync(() => _told.Count >= goal || _running.Any(one => one.IsCompleted));
        await Task.WhenAll(_running.Where(one => one.IsCompleted));
    }

    /// <summary>Lets everybody come to an end.</summary>
    public Task EndAsync()
    {
        Array.ForEach(_people, person => person.Enough());
        return Task.WhenAll(_running);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_running).ContinueWith(_ => { }, TaskScheduler.Default);
        Array.ForEach(_people, person => person.Dispose());
        _end.Dispose();
    }
}

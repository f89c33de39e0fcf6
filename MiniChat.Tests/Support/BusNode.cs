using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using MiniChat.Host.Bus.Postgres;

namespace MiniChat.Tests.Support;

/// <summary>One node on a real bus, and what it hears.</summary>
internal sealed class BusNode : IAsyncDisposable
{
    private readonly Channel<Heard> _heard = Channel.CreateUnbounded<Heard>();

    private BusNode(PostgresDatabase database, TimeProvider clock)
    {
        var options = new BusOptions { ConnectionString = database.ConnectionString };
        Bus = new PostgresBus(options, clock, NullLogger<PostgresBus>.Instance);
        Bus.Subscribe<Word>("words", (from, word) => _heard.Writer.TryWrite(new Heard(from, word.Text)));
        Bus.Missed += () => Add("missed");
        Bus.NodeLeft += id => Add($"left {id}");
        Bus.LeaseLost += id => Add($"lost {id}");
    }

    public PostgresBus Bus { get; }

    public string Id => Bus.NodeId;

    /// <summary>What happened on the bus, in order.</summary>
    public ConcurrentQueue<string> Events { get; } = new();

    /// <summary>A word that is sent.</summary>
    public sealed record Word(string Text);

    /// <summary>A word that came.</summary>
    public sealed record Heard(string From, string Text);

    /// <summary>A database with the table that nodes need.</summary>
    public static async Task<PostgresDatabase> NewDatabaseAsync()
    {
        var database = await PostgresDatabase.CreateAsync();
        await database.ExecuteAsync(
            "CREATE TABLE nodes (id TEXT PRIMARY KEY, started_at TIMESTAMPTZ NOT NULL, renewed_at TIMESTAMPTZ NOT NULL)"
        );
        return database;
    }

    /// <summary>Starts a node.</summary>
    public static async Task<BusNode> StartAsync(PostgresDatabase database, TimeProvider? clock = null)
    {
        var node = new BusNode(database, clock ?? TimeProvider.System);
        await node.Bus.StartAsync(Deadline.Soon);
        return node;
    }

    /// <summary>Starts nodes that know each other, and hear each other.</summary>
    public static async Task<BusNode[]> StartManyAsync(PostgresDatabase database, int count)
    {
        var nodes = new BusNode[count];
        for (var i = 0; i < count; i++)
            nodes[i] = await StartAsync(database);
        foreach (var node in nodes)
            await Eventually.TrueAsync(() => node.Bus is { Others: true, IsSound: true });
        // What a node that joins may have missed is another matter.
        foreach (var node in nodes)
            node.Events.Clear();
        return nodes;
    }

    /// <summary>Sends a word.</summary>
    public void Say(string text, BusNode? to = null) => Bus.Send("words", new Word(text), to?.Id);

    /// <summary>The next words that come.</summary>
    public async Task<string[]> HearAsync(int count)
    {
        var words = new string[count];
        for (var i = 0; i < count; i++)
            words[i] = (await HearAsync()).Text;
        return words;
    }

    /// <summary>The next word that comes.</summary>
    public Task<Heard> HearAsync() => _heard.Reader.ReadAsync().AsTask().WaitAsync(Deadline.Longest);

    /// <summary>Whether no word is left.</summary>
    public bool IsDone => _heard.Reader.Count == 0;

    /// <summary>Ends it as a killed process ends: nobody is told.</summary>
    public ValueTask KillAsync() => Bus.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await Bus.StopAsync(Deadline.Soon);
        await Bus.DisposeAsync();
    }

    private void Add(string happened) => Events.Enqueue(happened);
}

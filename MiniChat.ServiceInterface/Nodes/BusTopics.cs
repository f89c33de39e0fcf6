using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace MiniChat.ServiceInterface.Nodes;

/// <summary>Who hears what on a bus. A fault of one is noted and harms nobody else.</summary>
/// <param name="log">Where faults are noted.</param>
public sealed class BusTopics(ILogger log)
{
    private readonly ConcurrentDictionary<string, ImmutableArray<Action<string, string>>> _topics = new(StringComparer.Ordinal);

    /// <inheritdoc cref="IBus.Subscribe"/>
    public IDisposable Subscribe<T>(string topic, Action<string, T> hear)
    {
        Action<string, string> heard = (from, json) =>
            hear(from, JsonSerializer.Deserialize<T>(json, BusJson.Wire) ?? throw new JsonException());
        _topics.AddOrUpdate(topic, [heard], (_, list) => list.Add(heard));
        return new BusSubscription(() => _topics.AddOrUpdate(topic, [], (_, list) => list.Remove(heard)));
    }

    /// <summary>Gives a notice to who subscribed.</summary>
    /// <param name="from">The sender's id.</param>
    /// <param name="topic">What it is about.</param>
    /// <param name="json">The notice.</param>
    /// <returns>False when somebody could not read it.</returns>
    public bool Hear(string from, string topic, string json)
    {
        var isRead = true;
        foreach (var hear in _topics.GetValueOrDefault(topic, []))
        {
            try
            {
                hear(from, json);
            }
            catch (JsonException)
            {
                isRead = false;
            }
            catch (Exception e)
            {
                log.LogError(e, "A handler failed on a notice of {Topic} from node {Node}", topic, from);
            }
        }
        return isRead;
    }

    /// <summary>Tells each handler of an event. A fault of one is noted and harms nobody else.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="name">Its name, for the log.</param>
    public void Raise(Action? happened, string name)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(happened))
            Try(handler, name);
    }

    /// <inheritdoc cref="Raise(Action?, string)"/>
    /// <param name="happened">The event.</param>
    /// <param name="node">The node it is about.</param>
    /// <param name="name">Its name, for the log.</param>
    public void Raise(Action<string>? happened, string node, string name)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(happened))
            Try(() => handler(node), name);
    }

    /// <summary>Calls a handler whose fault must harm nobody else.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="name">What it handles, for the log.</param>
    public void Try(Action handler, string name)
    {
        try
        {
            handler();
        }
        catch (Exception e)
        {
            log.LogError(e, "A handler of the bus's {Event} failed", name);
        }
    }
}

using System.Text;

namespace MiniChat.Host.Bus.Postgres;

/// <summary>What waits to be sent, bounded. What finds no room is dropped, and its channel remembered.</summary>
internal sealed class BusOutbox
{
    /// <summary>The most bytes that wait.</summary>
    public const int MostBytes = 16 * 1024 * 1024;

    // What a notice takes beside its text.
    private const int Overhead = 64;

    private readonly Lock _gate = new();
    private readonly Queue<(string Channel, string Line, int Bytes)> _lines = new();
    private readonly HashSet<string> _lost = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _lines.Count == 0 && _lost.Count == 0;
        }
    }

    /// <summary>Puts a notice in line. False when it was dropped.</summary>
    /// <param name="channel">Where it goes.</param>
    /// <param name="line">Topic, blank and JSON.</param>
    public bool TryAdd(string channel, string line)
    {
        var bytes = Encoding.UTF8.GetByteCount(line);
        lock (_gate)
        {
            if (bytes <= BusPayload.LongestNotice && _bytes + bytes + Overhead <= MostBytes)
            {
                _lines.Enqueue((channel, line, bytes + Overhead));
                _bytes += bytes + Overhead;
                return true;
            }
            _lost.Add(channel);
            return false;
        }
    }

    /// <summary>Notes that something for a channel was not sent.</summary>
    /// <param name="channel">The channel.</param>
    public void Lose(string channel)
    {
        lock (_gate)
            _lost.Add(channel);
    }

    /// <summary>Takes what waits, up to a number of bytes.</summary>
    /// <param name="packer">Takes it.</param>
    /// <param name="most">The bytes.</param>
    public void TakeInto(BusPacker packer, int most)
    {
        lock (_gate)
        {
            while (most > 0 && _lines.TryDequeue(out var next))
            {
                packer.Add(next.Channel, next.Line);
                _bytes -= next.Bytes;
                most -= next.Bytes;
            }
            // After what waited before it was lost.
            if (_lines.Count > 0)
                return;
            foreach (var channel in _lost)
                packer.Skip(channel);
            _lost.Clear();
        }
    }
}

using System.Security.Cryptography;

namespace MiniChat.Host.Bus.Postgres;

/// <summary>How long to wait before the next try: 0.2 s, then twice as long each time, up to 2 s, less up to a quarter by chance.</summary>
internal sealed class BusPause
{
    private const int First = 200;
    private const int Longest = 2000;

    private int _milliseconds = First;

    /// <summary>The next wait.</summary>
    public TimeSpan Next()
    {
        // So that nodes that lost the database together do not come back together.
        var wait = _milliseconds - RandomNumberGenerator.GetInt32(_milliseconds / 4);
        _milliseconds = Math.Min(2 * _milliseconds, Longest);
        return TimeSpan.FromMilliseconds(wait);
    }

    /// <summary>It went well: the next time begins anew.</summary>
    public void Reset() => _milliseconds = First;
}

namespace MiniChat.Tests.Support;

/// <summary>Numbers that look random and are the same at each run.</summary>
internal sealed class Chance(int seed)
{
    private uint _state = (uint)seed * 2654435761 + 1;

    /// <summary>A number from 0 to below the bound.</summary>
    public int Next(int bound)
    {
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return (int)(_state % (uint)bound);
    }

    /// <summary>A number between two bounds, the second one not included.</summary>
    public int Next(int from, int to) => from + Next(to - from);
}

namespace MiniChat.Host.Relays;

/// <summary>
/// Looks at the bytes of a response as they pass by, for the ledger: what was used, whether it came to its end. It changes
/// nothing, and what it cannot read it lets pass.
/// </summary>
internal sealed class RelayTap(bool isEventStream)
{
    /// <summary>A line that is longer is not looked at: it is no chunk of text. Of a whole body only the end is then.</summary>
    private const int LongestKept = 1024 * 1024;

    /// <summary>How much of the end of a long body: vectors and pictures are followed by what they cost.</summary>
    private const int KeptOfEnd = 4096;

    private byte[] _kept = [];
    private int _keptCount;
    private bool _isTooLong;
    private bool _isDone;
    private RelayFindings _findings;

    /// <summary>Tokens of what was sent, as told; null when they were not.</summary>
    public long? PromptTokens => _findings.PromptTokens;

    /// <summary>Tokens of what came back, as told; null when they were not.</summary>
    public long? CompletionTokens => _findings.CompletionTokens;

    /// <summary>The UTF-8 length of the text that came back.</summary>
    public long TextBytes => _findings.TextBytes;

    /// <summary>The model that the response names.</summary>
    public string? Model => _findings.Model;

    /// <summary>Whether the model's server reported an error within the response.</summary>
    public bool HasError => _findings.HasError;

    /// <summary>Whether a stream said that it is at its end: by a reason, by <c>[DONE]</c>, or by its last event.</summary>
    public bool IsFinished => _isDone || _findings.IsFinished;

    /// <summary>Looks at more bytes.</summary>
    public void Look(ReadOnlySpan<byte> bytes)
    {
        if (!isEventStream)
        {
            Keep(bytes);
            return;
        }
        while (bytes.IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var end)
        {
            LookAtLine(bytes[..end]);
            bytes = bytes[(end + 1)..];
        }
        Keep(bytes);
    }

    /// <summary>Looks at what is left when the response has ended.</summary>
    public void End()
    {
        if (isEventStream)
            LookAtLine([]);
        else if (!_isTooLong)
            _findings.Read(_kept.AsSpan(0, _keptCount));
        else if (_kept.AsSpan(0, _keptCount).LastIndexOf("\"usage\""u8) is >= 0 and var at)
            LookAtUsage(_kept.AsSpan(at, _keptCount - at));
    }

    private void LookAtLine(ReadOnlySpan<byte> rest)
    {
        if (_keptCount == 0 && !_isTooLong)
        {
            LookAtWholeLine(rest);
            return;
        }
        Keep(rest);
        if (!_isTooLong)
            LookAtWholeLine(_kept.AsSpan(0, _keptCount));
        _keptCount = 0;
        _isTooLong = false;
    }

    private void LookAtWholeLine(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("data:"u8))
            return;
        var data = line[5..].Trim((byte)' ');
        if (data.SequenceEqual("[DONE]"u8))
            _isDone = true;
        else
            _findings.Read(data);
    }

    private void LookAtUsage(ReadOnlySpan<byte> end)
    {
        if (end.IndexOf((byte)'{') is >= 0 and var begin)
            _findings.Read(end[begin..]);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        _isTooLong |= _keptCount + bytes.Length > LongestKept;
        if (_isTooLong)
        {
            if (!isEventStream)
                KeepEnd(bytes);
            return;
        }
        if (_kept.Length < _keptCount + bytes.Length)
            Array.Resize(ref _kept, Math.Max(512, (_keptCount + bytes.Length) * 2));
        bytes.CopyTo(_kept.AsSpan(_keptCount));
        _keptCount += bytes.Length;
    }

    private void KeepEnd(ReadOnlySpan<byte> bytes)
    {
        var left = Math.Min(_keptCount, Math.Max(0, KeptOfEnd - bytes.Length));
        var end = _kept.Length == KeptOfEnd ? _kept : new byte[KeptOfEnd];
        _kept.AsSpan(_keptCount - left, left).CopyTo(end);
        bytes = bytes[^Math.Min(bytes.Length, KeptOfEnd)..];
        bytes.CopyTo(end.AsSpan(left));
        (_kept, _keptCount) = (end, left + bytes.Length);
    }
}

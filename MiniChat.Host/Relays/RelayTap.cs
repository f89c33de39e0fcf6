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

    private byte[] kept = [];
    private int keptCount;
    private bool isTooLong;
    private bool isDone;
    private RelayFindings findings;

    /// <summary>Tokens of what was sent, as told; null when they were not.</summary>
    public long? PromptTokens => findings.PromptTokens;

    /// <summary>Tokens of what came back, as told; null when they were not.</summary>
    public long? CompletionTokens => findings.CompletionTokens;

    /// <summary>The UTF-8 length of the text that came back.</summary>
    public long TextBytes => findings.TextBytes;

    /// <summary>The model that the response names.</summary>
    public string? Model => findings.Model;

    /// <summary>Whether the model's server reported an error within the response.</summary>
    public bool HasError => findings.HasError;

    /// <summary>Whether a stream said that it is at its end: by a reason, by <c>[DONE]</c>, or by its last event.</summary>
    public bool IsFinished => isDone || findings.IsFinished;

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
        else if (!isTooLong)
            findings.Read(kept.AsSpan(0, keptCount));
        else if (kept.AsSpan(0, keptCount).LastIndexOf("\"usage\""u8) is >= 0 and var at)
            LookAtUsage(kept.AsSpan(at, keptCount - at));
    }

    private void LookAtLine(ReadOnlySpan<byte> rest)
    {
        if (keptCount == 0 && !isTooLong)
        {
            LookAtWholeLine(rest);
            return;
        }
        Keep(rest);
        if (!isTooLong)
            LookAtWholeLine(kept.AsSpan(0, keptCount));
        keptCount = 0;
        isTooLong = false;
    }

    private void LookAtWholeLine(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("data:"u8))
            return;
        var data = line[5..].Trim((byte)' ');
        if (data.SequenceEqual("[DONE]"u8))
            isDone = true;
        else
            findings.Read(data);
    }

    private void LookAtUsage(ReadOnlySpan<byte> end)
    {
        if (end.IndexOf((byte)'{') is >= 0 and var begin)
            findings.Read(end[begin..]);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        isTooLong |= keptCount + bytes.Length > LongestKept;
        if (isTooLong)
        {
            if (!isEventStream)
                KeepEnd(bytes);
            return;
        }
        if (kept.Length < keptCount + bytes.Length)
            Array.Resize(ref kept, Math.Max(512, (keptCount + bytes.Length) * 2));
        bytes.CopyTo(kept.AsSpan(keptCount));
        keptCount += bytes.Length;
    }

    private void KeepEnd(ReadOnlySpan<byte> bytes)
    {
        var left = Math.Min(keptCount, Math.Max(0, KeptOfEnd - bytes.Length));
        var end = kept.Length == KeptOfEnd ? kept : new byte[KeptOfEnd];
        kept.AsSpan(keptCount - left, left).CopyTo(end);
        bytes = bytes[^Math.Min(bytes.Length, KeptOfEnd)..];
        bytes.CopyTo(end.AsSpan(left));
        (kept, keptCount) = (end, left + bytes.Length);
    }
}

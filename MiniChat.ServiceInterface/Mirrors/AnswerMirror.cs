using System.Text;
using MiniChat.ServiceInterface.Answers;

namespace MiniChat.ServiceInterface.Mirrors;

/// <summary>The log of an answer that another node writes, as far as it is known here: read like any other.</summary>
internal sealed class AnswerMirror
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private long _heard;
    private long _used;
    private long _asked;

    internal AnswerMirror(long accountId, StoredAnswer stored, TimeProvider clock, Action<AnswerMirror> read)
    {
        _clock = clock;
        _used = clock.GetTimestamp();
        _heard = _used;
        Log = AnswerLog.Mirrored(accountId, stored, () => read(this));
    }

    /// <summary>What is read.</summary>
    internal AnswerLog Log { get; }

    /// <summary>The node that writes it; null until it was heard.</summary>
    internal string? Writer { get; private set; }

    /// <summary>For how long nothing was heard of its writer.</summary>
    internal TimeSpan Silence => _clock.GetElapsedTime(Volatile.Read(ref _heard));

    /// <summary>Whether somebody reads it, or has a moment ago, or waits for it to be stopped.</summary>
    /// <param name="patience">How long ago counts.</param>
    internal bool IsWanted(TimeSpan patience)
    {
        if (Log.Readers > 0 || Log.Stopping.IsCancellationRequested)
            Touch();
        return _clock.GetElapsedTime(Volatile.Read(ref _used)) < patience;
    }

    /// <summary>Somebody has just got it.</summary>
    internal void Touch() => Volatile.Write(ref _used, _clock.GetTimestamp());

    /// <summary>Whether it is time again to ask for something.</summary>
    /// <param name="pause">How long to wait after the last time.</param>
    internal bool MayAsk(TimeSpan pause)
    {
        lock (_gate)
        {
            if (_asked != 0 && _clock.GetElapsedTime(_asked) < pause)
                return false;
            _asked = _clock.GetTimestamp();
            return true;
        }
    }

    /// <summary>Takes in text; what is there already is passed over.</summary>
    /// <param name="from">The node that writes it.</param>
    /// <param name="text">The text.</param>
    /// <returns>False when text before it is missing.</returns>
    internal bool Take(string from, AnswerText text)
    {
        lock (_gate)
        {
            Writer = from;
            Volatile.Write(ref _heard, _clock.GetTimestamp());
            var known = Log.Length - text.At;
            if (known < 0)
                return false;
            if (Log.Ending is null && text.Text is not null)
                Append(text.Text, known);
            return true;
        }
    }

    /// <summary>Ends it as it is kept.</summary>
    /// <param name="stored">The answer as it is kept; null when it was deleted.</param>
    internal void End(StoredAnswer? stored)
    {
        lock (_gate)
        {
            if (Log.Ending is null)
                Log.EndAs(stored);
        }
    }

    private void Append(string text, int known)
    {
        if (known == 0)
        {
            Log.Append(text);
            return;
        }
        var bytes = Encoding.UTF8.GetBytes(text);
        if (known < bytes.Length)
            Log.Append(Encoding.UTF8.GetString(bytes, known, bytes.Length - known));
    }
}

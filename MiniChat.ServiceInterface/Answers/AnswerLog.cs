using System.Runtime.CompilerServices;
using MiniChat.ServiceInterface.Usages;
using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>
/// The log of one answer: one writer, many readers. All text lies in one buffer, and a seq is a place in it, in UTF-8
/// bytes: a reader is no more than such a place, and it stays right when the process has died meanwhile.
/// </summary>
public sealed class AnswerLog
{
    /// <summary>The most bytes of one delta: a reader who is far behind catches up in pieces.</summary>
    private const int LargestDelta = 32 * 1024;

    private readonly Utf8Text _text;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _news;
    private AnswerEnding? _ending;
    private AnswerState? _stopAs;
    private readonly Action? _read;
    private int _readers;

    /// <summary>Begins the log of an answer that is to be made.</summary>
    internal AnswerLog(long accountId, AskOutcome outcome, NewAsk ask)
    {
        AccountId = accountId;
        AnswerId = outcome.AnswerId;
        TurnId = outcome.TurnId;
        ChatId = ask.ChatId;
        ChatTitle = ask.Title;
        Model = ask.Model;
        Origin = new AskOrigin(accountId, ask.KeyId, ask.Model, ask.Door);
        CreatedAt = ask.At;
        _text = new Utf8Text();
    }

    /// <summary>The log of an answer as it is kept.</summary>
    internal AnswerLog(long accountId, StoredAnswer stored)
        : this(accountId, stored, read: null)
    {
        _ending = AnswerEnding.Of(stored);
        _ended.SetResult();
    }

    private AnswerLog(long accountId, StoredAnswer stored, Action? read)
    {
        AccountId = accountId;
        AnswerId = stored.Id;
        TurnId = stored.TurnId;
        ChatId = stored.ChatId;
        Model = stored.Model;
        CreatedAt = stored.CreatedAt;
        _text = new Utf8Text(stored.Text);
        _read = read;
    }

    /// <summary>The log of an answer that another process makes, with the text that is kept so far.</summary>
    /// <param name="accountId">Whose it is.</param>
    /// <param name="stored">The answer, running.</param>
    /// <param name="read">Called whenever somebody begins to read.</param>
    internal static AnswerLog Mirrored(long accountId, StoredAnswer stored, Action read) => new(accountId, stored, read);

    /// <summary>Whose it is.</summary>
    public long AccountId { get; }

    /// <summary>The answer's number.</summary>
    public long AnswerId { get; }

    /// <summary>The number of the caller's turn.</summary>
    public long TurnId { get; }

    /// <summary>The chat; null for a single question.</summary>
    public long? ChatId { get; }

    /// <summary>The chat's title; null where it has none, or is not known here.</summary>
    internal string? ChatTitle { get; }

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>Who asked for it, and how: for the ledger.</summary>
    internal AskOrigin Origin { get; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>The UTF-8 length of the text so far.</summary>
    public int Length => _text.Length;

    /// <summary>How it ended; null while it is running.</summary>
    public AnswerEnding? Ending => Volatile.Read(ref _ending);

    /// <summary>How far it is.</summary>
    public AnswerState State => Ending?.State ?? AnswerState.Running;

    /// <summary>Ends when the answer has ended and its end is kept.</summary>
    public Task Ended => _ended.Task;

    /// <summary>How many read it, or wait for it, just now.</summary>
    internal int Readers => Volatile.Read(ref _readers);

    /// <summary>Up to where the text is in the store.</summary>
    internal int Kept { get; set; }

    /// <summary>The end that readers were told though the store could not keep it; set before the log ends.</summary>
    internal EndedAnswer? Unkept { get; set; }

    /// <summary>Cancelled when the answer is to end before the model is through.</summary>
    internal CancellationToken Stopping => _stop.Token;

    /// <summary>What a stop makes of it: stopped by its owner, or interrupted by the server's end.</summary>
    internal AnswerState StopAs => _stopAs ?? AnswerState.Stopped;

    /// <summary>Asks the writer to end now; the text so far is kept. Does nothing to an answer that has ended.</summary>
    /// <param name="state">Stopped, or interrupted.</param>
    public void Stop(AnswerState state = AnswerState.Stopped)
    {
        if (Ending is not null)
            return;
        _stopAs ??= state;
        _stop.Cancel();
    }

    /// <summary>The text from one place on, a place within a character rounded down.</summary>
    /// <param name="after">UTF-8 bytes to leave out.</param>
    public string TextFrom(long after) => _text.Slice(after, _text.Length);

    /// <summary>The text between two places.</summary>
    internal string TextBetween(long from, long to) => _text.Slice(from, to);

    /// <summary>Replays the log after a place, then follows it to its end.</summary>
    /// <param name="after">The place read up to before; null to begin with <c>started</c>.</param>
    /// <param name="cancel">The reader has gone.</param>
    public async IAsyncEnumerable<AnswerEvent> ReadAsync(long? after, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var reading = BeginReading();
        if (after is null)
            yield return Started();
        long cursor = after is { } place && place < Length ? _text.RoundDown(place) : after ?? 0;
        while (true)
        {
            var news = News();
            // Read in this order: an ending that is seen has the whole text before it.
            var ending = Ending;
            var length = Length;
            if (cursor < length)
            {
                var next = Delta(cursor, Math.Min(length, cursor + LargestDelta));
                yield return next;
                cursor = next.Seq;
                continue;
            }
            if (ending is not null)
            {
                yield return ending.ToEvent(length);
                yield break;
            }
            await news.WaitAsync(cancel);
        }
    }

    /// <summary>The first event.</summary>
    internal AnswerEvent Started() =>
        new()
        {
            Event = "started",
            Data = new AnswerStarted { AnswerId = AnswerId, Model = Model },
        };

    /// <summary>The event of the text between two places, each rounded down to the beginning of a character.</summary>
    internal AnswerEvent Delta(long from, long to) =>
        new()
        {
            Seq = _text.RoundDown(to),
            Event = "delta",
            Data = new AnswerDelta { Text = _text.Slice(from, to) },
        };

    /// <summary>Waits until there is more than a place, or the end.</summary>
    /// <param name="after">The place read up to before.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task WaitAsync(long after, CancellationToken cancel)
    {
        using var reading = BeginReading();
        while (true)
        {
            var news = News();
            if (Ending is not null || Length > after)
                return;
            await news.WaitAsync(cancel);
        }
    }

    /// <summary>Waits until the answer has ended and its end is kept.</summary>
    /// <param name="cancel">Ends the wait.</param>
    public async Task WaitForEndAsync(CancellationToken cancel)
    {
        using var reading = BeginReading();
        await Ended.WaitAsync(cancel);
    }

    /// <summary>Adds text and wakes the readers. The writer alone may.</summary>
    internal void Append(string text)
    {
        _text.Append(text);
        Wake();
    }

    /// <summary>No more text will come.</summary>
    internal void Complete() => _text.Complete();

    /// <summary>Ends the log, after the end is kept, and wakes the readers.</summary>
    internal void End(AnswerEnding ending)
    {
        Volatile.Write(ref _ending, ending);
        Wake();
        _ended.TrySetResult();
    }

    /// <summary>Ends the log as it is kept, by whomever: what is here is cut to that, or made whole.</summary>
    /// <param name="stored">The answer as it is kept; null when it was deleted.</param>
    internal void EndAs(StoredAnswer? stored)
    {
        if (stored is not null)
            _text.Become(stored.Text);
        End(stored is null ? new AnswerEnding(AnswerState.Stopped) : AnswerEnding.Of(stored));
    }

    /// <summary>Ends at the next change. It has to be taken before one looks, so that no change falls between.</summary>
    private Task News()
    {
        var news = Volatile.Read(ref _news);
        if (news is not null)
            return news.Task;
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _news, mine, null) ?? mine).Task;
    }

    private void Wake() => Interlocked.Exchange(ref _news, null)?.TrySetResult();

    private Reading BeginReading()
    {
        Interlocked.Increment(ref _readers);
        _read?.Invoke();
        return new Reading(this);
    }

    private readonly struct Reading(AnswerLog log) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref log._readers);
    }
}

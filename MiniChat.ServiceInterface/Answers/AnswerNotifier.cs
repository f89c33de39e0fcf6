using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>
/// Tells the subscribers of one answer's account what its log says. Each event is written once for all; who subscribes in the
/// midst gets what was told before, by itself.
/// </summary>
internal sealed class AnswerNotifier(AnswerLog log, IEventSubscribers subscribers)
{
    /// <summary>The most UTF-8 bytes that are told at once of a text that was told before.</summary>
    private const int LargestPiece = 32 * 1024;

    private readonly Lock _gate = new();
    private readonly HashSet<IEventSubscriber> _told = [];
    private readonly string _answer = AnswerChannels.OfAnswer(log.AnswerId);
    private readonly string? _chat = log.ChatId is { } chat ? AnswerChannels.OfChat(chat) : null;
    private AnswerEvent? _last;
    private long _length;

    /// <summary>The log it follows.</summary>
    internal AnswerLog Log => log;

    /// <summary>Tells an event to all.</summary>
    /// <param name="one">The event after the one before.</param>
    /// <returns>Whether the account has any subscriber.</returns>
    internal bool Tell(AnswerEvent one)
    {
        lock (_gate)
        {
            ServerEvent? written = null;
            var all = subscribers.Of(log.AccountId);
            foreach (var subscriber in all)
            {
                if (!Concerns(subscriber))
                {
                    _told.Remove(subscriber);
                    continue;
                }
                if (_told.Add(subscriber))
                    TellBefore(subscriber);
                subscriber.Send(written ??= Write(one));
            }
            _last = one;
            if (one.Data is AnswerDelta)
                _length = one.Seq;
            if (_told.Count > all.Count)
                _told.IntersectWith(all);
            return all.Count > 0;
        }
    }

    /// <summary>Tells a new subscriber what the others know already.</summary>
    /// <param name="subscriber">The subscriber.</param>
    internal void Greet(IEventSubscriber subscriber)
    {
        lock (_gate)
        {
            if (Concerns(subscriber) && _told.Add(subscriber))
                TellBefore(subscriber);
        }
    }

    /// <summary>Writes an event of an answer.</summary>
    /// <param name="one">The event.</param>
    internal ServerEvent Write(AnswerEvent one)
    {
        var notice = new AnswerNotice
        {
            AnswerId = log.AnswerId,
            ChatId = log.ChatId,
            Seq = one.Seq,
            Event = one.Event,
        };
        switch (one.Data)
        {
            case AnswerStarted started:
                notice.Model = started.Model;
                break;
            case AnswerDelta delta:
                notice.Text = delta.Text;
                break;
            case AnswerEnded ended:
                notice.State = ended.State;
                notice.Length = ended.Length;
                notice.FinishReason = ended.FinishReason;
                notice.Usage = ended.Usage;
                notice.Error = ended.Error;
                break;
        }
        return subscribers.Write("cmd.answer", notice);
    }

    private bool Concerns(IEventSubscriber subscriber) =>
        subscriber.IsOn(AnswerChannels.All) || subscriber.IsOn(_answer) || (_chat is not null && subscriber.IsOn(_chat));

    private void TellBefore(IEventSubscriber subscriber)
    {
        if (_last is null)
            return;
        subscriber.Send(Write(log.Started()));
        for (var from = 0L; from < _length; )
        {
            var piece = log.Delta(from, Math.Min(_length, from + LargestPiece));
            subscriber.Send(Write(piece));
            from = piece.Seq;
        }
        if (_last.Data is AnswerEnded)
            subscriber.Send(Write(_last));
    }
}

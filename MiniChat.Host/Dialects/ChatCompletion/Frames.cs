using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Host.Dialects.ChatCompletion;

/// <summary>Events of plain text, named <c>message</c>, the first and the last one empty.</summary>
/// <remarks>
/// Their published reader drops the line breaks, and a byte order mark, that an event begins with. So none begins with such, but
/// where the answer itself does: the last other character waits, with all after it, for what follows.
/// </remarks>
internal sealed class Frames : IEventFrames<AnswerEvent>
{
    private const string Dropped = "\r\n\uFEFF";
    private string _held = "";
    private bool _hasBegun;

    public bool HasHeartbeats => false;

    public void Write(IBufferWriter<byte> body, AnswerEvent item)
    {
        if (!_hasBegun)
            Write(body, "message", "");
        _hasBegun = true;
        if (item.Data is AnswerDelta delta)
        {
            var text = _held + delta.Text;
            var ready = ReadyOf(text);
            _held = text[ready..];
            if (ready > 0)
                Write(body, "message", text.AsSpan(0, ready));
            return;
        }
        Release(body);
        Write(body, "message", "");
    }

    public void Fail(IBufferWriter<byte> body, int status, ResponseStatus words)
    {
        Release(body);
        Write(body, "error", words.Message);
    }

    /// <summary>The deltas of an answer and its good end; any other end is thrown.</summary>
    internal static async IAsyncEnumerable<AnswerEvent> OfAsync(
        IAsyncEnumerable<AnswerEvent> events,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await foreach (var (_, one) in events.OrThrowAsync(cancel))
            yield return one;
    }

    private void Release(IBufferWriter<byte> body)
    {
        if (_held.Length > 0)
            Write(body, "message", _held);
        _held = "";
    }

    /// <summary>How much can be sent: up to the last character that may begin an event.</summary>
    private static int ReadyOf(string text)
    {
        var last = text.AsSpan().LastIndexOfAnyExcept(Dropped);
        if (last > 0 && char.IsLowSurrogate(text[last]))
            last--;
        return Math.Max(last, 0) is var ready && text.AsSpan(0, ready).ContainsAnyExcept(Dropped) ? ready : 0;
    }

    private static void Write(IBufferWriter<byte> body, string name, ReadOnlySpan<char> text)
    {
        Encoding.UTF8.GetBytes($"event: {name}\n", body);
        while (true)
        {
            // A carriage return ends a line for every reader of events: it comes as a line break.
            var end = text.IndexOfAny('\r', '\n');
            body.Write("data: "u8);
            Encoding.UTF8.GetBytes(end < 0 ? text : text[..end], body);
            body.Write("\n"u8);
            if (end < 0)
                break;
            text = text[(text[end..] is ['\r', '\n', ..] ? end + 2 : end + 1)..];
        }
        body.Write("\n"u8);
    }
}

using System.Text;
using MiniChat.ServiceModel;

namespace MiniChat.Client;

/// <summary>An answer that was read to its end.</summary>
/// <param name="Text">The text that was kept.</param>
/// <param name="Ended">How it ended.</param>
public sealed record AnswerText(string Text, AnswerEnded Ended);

/// <summary>Makes text of an answer's events.</summary>
public static class AnswerTexts
{
    /// <summary>Reads an answer to its end, however it ended.</summary>
    /// <param name="events">The answer's events.</param>
    /// <param name="cancel">Stops reading.</param>
    /// <exception cref="MiniChatException">The events ended before the last one.</exception>
    public static async Task<AnswerText> ReadAnswerAsync(
        this IAsyncEnumerable<AnswerEvent> events,
        CancellationToken cancel = default
    )
    {
        var text = new StringBuilder();
        long? start = null;
        await foreach (var one in events.WithCancellation(cancel))
        {
            if (one.Data is AnswerDelta delta)
            {
                // Who joins later has not read the text from its beginning.
                start ??= one.Seq - Encoding.UTF8.GetByteCount(delta.Text);
                text.Append(delta.Text);
            }
            else if (one.Data is AnswerEnded ended)
                return new AnswerText(Cut(text.ToString(), ended.Length - (start ?? 0)), ended);
        }
        throw new MiniChatException(0, MiniChatException.StreamBroken, "The answer's stream ended before its last event.");
    }

    /// <summary>Reads an answer's text; an answer that failed or was interrupted is an exception.</summary>
    /// <param name="events">The answer's events.</param>
    /// <param name="cancel">Stops reading.</param>
    /// <exception cref="MiniChatException">The answer failed, was interrupted, or its events ended before the last one.</exception>
    public static async Task<string> ReadTextAsync(this IAsyncEnumerable<AnswerEvent> events, CancellationToken cancel = default)
    {
        var (text, ended) = await events.ReadAnswerAsync(cancel);
        if (ended.State is not (AnswerState.Failed or AnswerState.Interrupted))
            return text;
        throw new MiniChatException(
            0,
            ended.Error?.ErrorCode is { Length: > 0 } code ? code : ended.State.ToString(),
            ended.Error?.Message is { Length: > 0 } message ? message : "The answer broke off before its end. Ask again."
        );
    }

    /// <summary>After a crash a reader may hold more than was kept: the rest is cut off.</summary>
    private static string Cut(string text, long length)
    {
        if (length < 0)
            return "";
        var bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length <= length ? text : Encoding.UTF8.GetString(bytes, 0, (int)length);
    }
}

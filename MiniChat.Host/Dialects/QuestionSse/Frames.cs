using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Host.Dialects.QuestionSse;

/// <summary>What one frame tells.</summary>
/// <param name="Id">Which answer, and how far.</param>
/// <param name="Content">The text that is new; null at the end.</param>
/// <param name="Error">Why there is no more text, where the answer did not end well.</param>
internal readonly record struct Frame(FrameId Id, string? Content, ErrorBody? Error)
{
    /// <summary>Nothing to tell but that the stream has begun.</summary>
    internal static readonly Frame None = default;
}

/// <summary>The place of a frame: an answer, and a place in its log.</summary>
internal readonly record struct FrameId(long AnswerId, long Seq)
{
    /// <summary>The last frame that the caller got before, from the header <c>Last-Event-ID</c>.</summary>
    /// <exception cref="ServiceException">It is no id of a frame.</exception>
    internal static FrameId? LastOf(HttpRequest request)
    {
        var text = request.Headers["Last-Event-ID"].ToString();
        if (text.Length == 0)
            return null;
        return text.Split(':') is [var answer, var seq] && IsNumber(answer, out var answerId) && IsNumber(seq, out var place)
            ? new FrameId(answerId, place)
            : throw new ServiceException(
                ErrorKind.Invalid,
                "The header Last-Event-ID must be the id of an event, such as 12:345."
            );
    }

    private static bool IsNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

/// <summary>Unnamed events with <c>content</c>, and one with <c>done</c> or <c>error</c> at the end of an answer.</summary>
internal sealed class Frames(JsonSerializerOptions options) : IEventFrames<Frame>
{
    private readonly JsonWriterOptions _written = new() { Encoder = options.Encoder, SkipValidation = true };

    public bool HasHeartbeats => true;

    public void Write(IBufferWriter<byte> body, Frame item)
    {
        if (item == Frame.None)
            return;
        var id = string.Create(CultureInfo.InvariantCulture, $"id: {item.Id.AnswerId}:{item.Id.Seq}\n");
        Encoding.ASCII.GetBytes(id, body);
        Write(body, item.Content, item.Error);
    }

    public void Fail(IBufferWriter<byte> body, int status, ResponseStatus words) => Write(body, null, Errors.Of(status, words));

    /// <summary>The frames of an ask. What it fails with is thrown, so that it still is a status before the first frame.</summary>
    internal static async IAsyncEnumerable<Frame> OfAskAsync(
        IAsyncEnumerable<AnswerEvent> events,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await foreach (var (answerId, one) in events.OrThrowAsync(cancel))
            yield return Of(new FrameId(answerId, one.Seq), one.Data, null);
    }

    /// <summary>The rest of an answer. It has begun already: that it failed is told as its last frame.</summary>
    internal static async IAsyncEnumerable<Frame> OfRestAsync(
        IMessageGateway gateway,
        HttpContext context,
        Call call,
        FrameId last,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await gateway.SendAsync(new GetAnswer { AnswerId = last.AnswerId, After = long.MaxValue }, call, cancel);
        yield return Frame.None;
        var rest = new StreamAnswer { AnswerId = last.AnswerId, After = last.Seq };
        await foreach (var one in gateway.StreamAsync(rest, call, cancel))
            yield return Of(new FrameId(last.AnswerId, one.Seq), one.Data, context);
    }

    /// <summary>The rest of an answer, those that began since, and those that begin.</summary>
    internal static async IAsyncEnumerable<Frame> OfAllAsync(
        IMessageGateway gateway,
        HttpContext context,
        Call call,
        FrameId? last,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        if (last is { } place)
        {
            await foreach (var frame in OfRestAsync(gateway, context, call, place, cancel))
            {
                // Who got the end of it does not get it again. After a crash the end may lie before what was got.
                if (frame == Frame.None || frame.Id.Seq != place.Seq)
                    yield return frame;
            }
        }
        await foreach (var one in gateway.StreamAsync(new StreamAnswers { After = last?.AnswerId }, call, cancel))
        {
            if (one.Data is not AnswersItem item)
                yield return Frame.None;
            else if (item.Data is not AnswerStarted)
                yield return Of(new FrameId(item.AnswerId, item.Seq), item.Data, context);
        }
    }

    private static Frame Of(FrameId id, object data, HttpContext? context)
    {
        if (data is AnswerDelta delta)
            return new Frame(id, delta.Text, null);
        if (context is null || ((AnswerEnded)data).FailureOf(id.AnswerId) is not { } failure)
            return new Frame(id, null, null);
        var (status, words) = context.WordError(failure);
        return new Frame(id, null, Errors.Of(status, words));
    }

    private void Write(IBufferWriter<byte> body, string? content, ErrorBody? error)
    {
        body.Write("data: "u8);
        using (var json = new Utf8JsonWriter(body, _written))
        {
            json.WriteStartObject();
            if (content is not null)
                json.WriteString("content"u8, content);
            else if (error is null)
                json.WriteBoolean("done"u8, true);
            else
            {
                json.WritePropertyName("error"u8);
                JsonSerializer.Serialize(json, error, options);
            }
            json.WriteEndObject();
        }
        body.Write("\n\n"u8);
    }
}

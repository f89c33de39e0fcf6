using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Host.Dialects.Assistant;

/// <summary>Blocks of <c>data: {"content": "…"}</c>, and one with <c>message</c> for an answer that does not end well.</summary>
internal sealed class Frames : IEventFrames<string>
{
    public bool HasHeartbeats => false;

    public void Write(IBufferWriter<byte> body, string item) => Write(body, "data: {\"content\": "u8, item);

    public void Fail(IBufferWriter<byte> body, int status, ResponseStatus words) =>
        Write(body, "data: {\"message\": "u8, words.Message);

    /// <summary>The texts of an answer; an end that is not good is thrown.</summary>
    internal static async IAsyncEnumerable<string> OfAsync(
        IAsyncEnumerable<AnswerEvent> events,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await foreach (var (_, one) in events.OrThrowAsync(cancel))
        {
            if (one.Data is AnswerDelta delta)
                yield return delta.Text;
        }
    }

    private static void Write(IBufferWriter<byte> body, ReadOnlySpan<byte> begin, string text)
    {
        body.Write(begin);
        body.Write("\""u8);
        body.Write(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        body.Write("\"}\n\n"u8);
    }
}

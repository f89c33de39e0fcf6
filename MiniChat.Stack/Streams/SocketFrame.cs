using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MiniChat.Stack.Formats;

namespace MiniChat.Stack.Streams;

/// <summary>The text frames of a socket: <c>{"seq","event","data"}</c>.</summary>
internal static class SocketFrame
{
    /// <summary>Writes an event into the buffer.</summary>
    public static ReadOnlyMemory<byte> Write(JsonBuffer buffer, IStreamEvent item, EventJson types)
    {
        buffer.Reset();
        buffer.Write("{\"seq\":"u8);
        var span = buffer.Bytes.GetSpan(24);
        Utf8Formatter.TryFormat(item.Seq, span, out var digits);
        buffer.Bytes.Advance(digits);
        buffer.Write(",\"event\":\""u8);
        buffer.Write(JsonEncodedText.Encode(item.Event).EncodedUtf8Bytes);
        buffer.Write("\",\"data\":"u8);
        buffer.Write(item.Data, types.TypeOf(item.Data));
        buffer.Write("}"u8);
        return buffer.Written;
    }

    /// <summary>Writes what went wrong into the buffer.</summary>
    public static ReadOnlyMemory<byte> WriteError(JsonBuffer buffer, ResponseStatus words, JsonTypeInfo type)
    {
        buffer.Reset();
        buffer.Write("{\"event\":\"error\",\"data\":"u8);
        buffer.Write(new ErrorResponse { ResponseStatus = words }, type);
        buffer.Write("}"u8);
        return buffer.Written;
    }
}

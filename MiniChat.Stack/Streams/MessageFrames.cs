using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace MiniChat.Stack.Streams;

/// <summary>The frames of the messages' own streams: <c>id</c>, <c>event</c>, <c>data</c> as JSON.</summary>
internal sealed class MessageFrames(JsonSerializerOptions options) : IEventFrames<IStreamEvent>
{
    private readonly EventJson types = new(options);
    private Utf8JsonWriter? json;

    public bool HasHeartbeats => true;

    public void Write(IBufferWriter<byte> body, IStreamEvent item)
    {
        var span = body.GetSpan(32);
        "id: "u8.CopyTo(span);
        Utf8Formatter.TryFormat(item.Seq, span[4..], out var digits);
        span[4 + digits] = (byte)'\n';
        body.Advance(5 + digits);
        Write(body, item.Event, item.Data);
    }

    public void Fail(IBufferWriter<byte> body, int status, ResponseStatus words) =>
        Write(body, "error", new ErrorResponse { ResponseStatus = words });

    private void Write(IBufferWriter<byte> body, string name, object data)
    {
        // A line break in a name would forge an event.
        if (name.AsSpan().IndexOfAny('\r', '\n') >= 0)
            throw new InvalidOperationException("The name of an event holds a line break.");
        var span = body.GetSpan(16 + Encoding.UTF8.GetMaxByteCount(name.Length));
        "event: "u8.CopyTo(span);
        var length = 7 + Encoding.UTF8.GetBytes(name, span[7..]);
        "\ndata: "u8.CopyTo(span[length..]);
        body.Advance(length + 7);
        var writer = WriterTo(body);
        JsonSerializer.Serialize(writer, data, types.TypeOf(data));
        writer.Flush();
        body.Write("\n\n"u8);
    }

    private Utf8JsonWriter WriterTo(IBufferWriter<byte> body)
    {
        if (json is null)
        {
            var written = new JsonWriterOptions
            {
                Encoder = options.Encoder,
                SkipValidation = true,
                MaxDepth = options.MaxDepth,
            };
            return json = new Utf8JsonWriter(body, written);
        }
        json.Reset(body);
        return json;
    }
}

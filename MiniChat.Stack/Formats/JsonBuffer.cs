using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MiniChat.Stack.Formats;

/// <summary>A buffer with a JSON writer over it.</summary>
internal sealed class JsonBuffer : IDisposable
{
    private const int LargestKept = 256 * 1024;
    private readonly ArrayBufferWriter<byte> bytes = new(1024);
    private readonly Utf8JsonWriter writer;

    public JsonBuffer(JsonSerializerOptions json)
    {
        // What is written is the serializer's own: it need not be checked once more.
        writer = new Utf8JsonWriter(
            bytes,
            new JsonWriterOptions
            {
                Encoder = json.Encoder,
                SkipValidation = true,
                MaxDepth = json.MaxDepth,
            }
        );
    }

    /// <summary>What has been written.</summary>
    public ReadOnlyMemory<byte> Written => bytes.WrittenMemory;

    /// <summary>Writes the value after what is there.</summary>
    public void Write(object value, JsonTypeInfo type)
    {
        writer.Reset();
        JsonSerializer.Serialize(writer, value, type);
        writer.Flush();
    }

    /// <summary>Writes bytes as they are.</summary>
    public void Write(ReadOnlySpan<byte> raw) => bytes.Write(raw);

    /// <summary>Where bytes can be written directly.</summary>
    public IBufferWriter<byte> Bytes => bytes;

    /// <summary>Forgets what was written.</summary>
    /// <returns>Whether it is small enough to be kept.</returns>
    public bool Reset()
    {
        bytes.ResetWrittenCount();
        // A failed write may leave the writer inside of a value.
        writer.Reset();
        return bytes.Capacity <= LargestKept;
    }

    public void Dispose() => writer.Dispose();
}

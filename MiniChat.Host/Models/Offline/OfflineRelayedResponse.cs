using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MiniChat.ServiceInterface.Models;

namespace MiniChat.Host.Models.Offline;

/// <summary>A response in OpenAI's format that is made here: one JSON body, or the chunks of a stream.</summary>
internal sealed class OfflineRelayedResponse : RelayedResponse
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IAsyncEnumerator<byte[]> parts;
    private byte[] part = [];
    private int start;

    private OfflineRelayedResponse(int status, bool isEventStream, IAsyncEnumerable<byte[]> parts, CancellationToken cancel)
    {
        Status = status;
        IsEventStream = isEventStream;
        Headers = [new("Content-Type", isEventStream ? "text/event-stream; charset=utf-8" : "application/json")];
        this.parts = parts.GetAsyncEnumerator(cancel);
    }

    /// <summary>A whole body.</summary>
    public static OfflineRelayedResponse Json(object body) => new(200, false, One(Write(body)), default);

    /// <summary>A body that takes its time.</summary>
    public static OfflineRelayedResponse Later(Func<CancellationToken, Task<object>> body, CancellationToken cancel) =>
        new(200, false, One(body, cancel), cancel);

    /// <summary>A stream of events.</summary>
    public static OfflineRelayedResponse Stream(IAsyncEnumerable<byte[]> events, CancellationToken cancel) =>
        new(200, true, events, cancel);

    /// <summary>A refusal.</summary>
    public static OfflineRelayedResponse Error(OfflineRefusal refusal) =>
        new(refusal.Status, false, One(Write(refusal.Body)), default);

    /// <summary>One event of a stream.</summary>
    public static byte[] Event(object data, string? name = null)
    {
        var text = Encoding.UTF8.GetString(Write(data));
        return Encoding.UTF8.GetBytes(name is null ? $"data: {text}\n\n" : $"event: {name}\ndata: {text}\n\n");
    }

    public override int Status { get; }

    public override IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    public override bool IsEventStream { get; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (start == part.Length)
        {
            if (!await parts.MoveNextAsync())
                return 0;
            (part, start) = (parts.Current, 0);
        }
        var count = Math.Min(buffer.Length, part.Length - start);
        part.AsMemory(start, count).CopyTo(buffer);
        start += count;
        return count;
    }

    public override ValueTask DisposeAsync() => parts.DisposeAsync();

    private static byte[] Write(object value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    private static async IAsyncEnumerable<byte[]> One(byte[] body)
    {
        await Task.CompletedTask;
        yield return body;
    }

    private static async IAsyncEnumerable<byte[]> One(
        Func<CancellationToken, Task<object>> body,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        yield return Write(await body(cancel));
    }
}

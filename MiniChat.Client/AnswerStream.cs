using System.Net.ServerSentEvents;
using System.Text.Json;
using MiniChat.ServiceModel;

namespace MiniChat.Client;

/// <summary>Reads an answer's events from a response.</summary>
internal sealed class AnswerStream : IAsyncDisposable
{
    private readonly IAsyncEnumerator<SseItem<object?>> items;
    private bool isOver;

    private AnswerStream(IAsyncEnumerator<SseItem<object?>> items) => this.items = items;

    public static async Task<AnswerStream> OpenAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "text/event-stream")
            throw new MiniChatException(
                response.StatusCode,
                MiniChatException.InvalidResponse,
                "The server did not answer with a stream of events: check the address."
            );
        var body = await response.Content.ReadAsStreamAsync(cancel);
        return new AnswerStream(SseParser.Create<object?>(body, Parse).EnumerateAsync(cancel).GetAsyncEnumerator(cancel));
    }

    /// <summary>The next event; null after the last one.</summary>
    public async Task<AnswerEvent?> NextAsync()
    {
        try
        {
            while (!isOver && await items.MoveNextAsync())
            {
                // An event of a kind that a later server may send.
                if (items.Current.Data is not { } data)
                    continue;
                isOver = data is AnswerEnded;
                return new AnswerEvent
                {
                    Seq = long.TryParse(items.Current.EventId, out var seq) ? seq : 0,
                    Event = items.Current.EventType,
                    Data = data,
                };
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw ClientHttp.Lost(e);
        }
        catch (JsonException e)
        {
            throw new MiniChatException(0, MiniChatException.InvalidResponse, "An event of the answer cannot be read.", e);
        }
        return isOver
            ? null
            : throw new MiniChatException(0, MiniChatException.StreamBroken, "The answer's stream ended before its last event.");
    }

    private static object? Parse(string name, ReadOnlySpan<byte> data) =>
        name switch
        {
            "started" => JsonSerializer.Deserialize<AnswerStarted>(data, ClientJson.Options),
            "delta" => JsonSerializer.Deserialize<AnswerDelta>(data, ClientJson.Options),
            "completed" or "stopped" or "failed" or "interrupted" => JsonSerializer.Deserialize<AnswerEnded>(
                data,
                ClientJson.Options
            ),
            _ => null,
        };

    public ValueTask DisposeAsync() => items.DisposeAsync();
}

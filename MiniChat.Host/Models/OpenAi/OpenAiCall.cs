using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.ServerSentEvents;
using System.Text;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;
using OpenAI.Chat;

namespace MiniChat.Host.Models.OpenAi;

/// <summary>One call of the model: from sending it to its last event.</summary>
internal sealed class OpenAiCall(OpenAiOptions options, Deadline deadline, TimeProvider clock, CancellationToken cancel)
    : IAsyncDisposable
{
    private const int MostErrorBytes = 64 * 1024;

    // Usage comes after the finish reason, if at all: a finished answer is not kept waiting for it.
    private static readonly TimeSpan UsageTimeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FinishTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ErrorTimeout = TimeSpan.FromSeconds(2);

    private PipelineResponse? response;
    private BoundedStream? body;
    private IAsyncEnumerator<SseItem<OpenAiChunk>>? chunks;
    private string? finishReason;
    private Usage? usage;
    private long length;
    private bool hasChunk;
    private bool isDone;

    /// <summary>The event read last.</summary>
    public ModelEvent Current { get; private set; }

    /// <summary>Sends the call and reads its first event.</summary>
    /// <returns>Why it failed, or null.</returns>
    public async Task<OpenAiFault?> BeginAsync(ChatClient client, ReadOnlyMemory<byte> request)
    {
        deadline.Begin(Phase.FirstToken, options.FirstTokenTimeout);
        try
        {
            using var content = BinaryContent.Create(BinaryData.FromBytes(request));
            var result = await client.CompleteChatAsync(
                content,
                new RequestOptions
                {
                    BufferResponse = false,
                    CancellationToken = deadline.Token,
                    ErrorOptions = ClientErrorBehaviors.NoThrow,
                }
            );
            response = result.GetRawResponse();
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            cancel.ThrowIfCancellationRequested();
            return Word(e);
        }
        if (await CheckAsync(response) is { } fault)
            return fault;
        body = new BoundedStream(response.ContentStream!, options.MaxAnswerBytes);
        chunks = SseParser.Create(body, OpenAiChunk.Parse).EnumerateAsync(deadline.Token).GetAsyncEnumerator();
        return await NextAsync();
    }

    private async Task<OpenAiFault?> CheckAsync(PipelineResponse answer)
    {
        if (answer.Status != 200)
            return OpenAiFault.OfStatus(
                answer.Status,
                await ReadErrorAsync(answer),
                Repeats.ReadRetryAfter(answer.Headers, clock)
            );
        if (answer.Headers.TryGetValue("Content-Encoding", out var encoding) && encoding is not (null or "" or "identity"))
            return OpenAiFault.NoStream("compressed bytes");
        answer.Headers.TryGetValue("Content-Type", out var type);
        if (type is null || answer.ContentStream is null)
            return null;
        if (type.Contains("html", StringComparison.OrdinalIgnoreCase))
            return OpenAiFault.NoStream("a web page");
        return type.Contains("json", StringComparison.OrdinalIgnoreCase) ? OpenAiFault.NoStream("one JSON body") : null;
    }

    private async Task<OpenAiError> ReadErrorAsync(PipelineResponse answer)
    {
        if (answer.ContentStream is null)
            return new OpenAiError();
        // A limit of its own: the answer's may not be used up, since the call may be made again.
        using var enough = new CancellationTokenSource(ErrorTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, enough.Token);
        var buffer = new byte[MostErrorBytes];
        try
        {
            var read = await answer.ContentStream.ReadAtLeastAsync(buffer, buffer.Length, false, either.Token);
            return OpenAiError.Parse(buffer.AsMemory(0, read));
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            cancel.ThrowIfCancellationRequested();
            // The status alone says enough.
            return new OpenAiError();
        }
    }

    /// <summary>Reads the next event into <see cref="Current"/>.</summary>
    /// <returns>Why there is none, or null.</returns>
    public async ValueTask<OpenAiFault?> NextAsync()
    {
        try
        {
            while (true)
            {
                Wait();
                if (!await chunks!.MoveNextAsync())
                    return End();
                var chunk = chunks.Current.Data;
                switch (chunk.Kind)
                {
                    case ChunkKind.Done:
                        isDone = true;
                        return End();
                    case ChunkKind.Error:
                        return OpenAiFault.Broken("the model's server reported an error in the middle");
                    case ChunkKind.Bad:
                        return OpenAiFault.Broken("a part of it is not what a model sends");
                }
                if (Take(chunk) is { } fault)
                    return fault;
                if (Current.Text is null)
                    continue;
                deadline.Pause();
                return null;
            }
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            cancel.ThrowIfCancellationRequested();
            return finishReason is not null ? End() : Word(e);
        }
    }

    private void Wait()
    {
        if (finishReason is not null)
            deadline.Begin(Phase.Usage, UsageTimeout);
        else if (hasChunk)
            deadline.Begin(Phase.NextToken, options.BetweenTokensTimeout);
    }

    private OpenAiFault? Take(OpenAiChunk chunk)
    {
        body!.Restart();
        hasChunk = true;
        usage = chunk.Usage ?? usage;
        finishReason = chunk.FinishReason ?? finishReason;
        if (string.IsNullOrEmpty(chunk.Text))
        {
            Current = default;
            return null;
        }
        // No store keeps NUL.
        var text = chunk.Text.Contains('\0') ? chunk.Text.Replace('\0', '\uFFFD') : chunk.Text;
        length += Encoding.UTF8.GetByteCount(text);
        Current = new ModelEvent { Text = text };
        return length <= options.MaxAnswerBytes ? null : OpenAiFault.Broken("it is longer than this server takes");
    }

    private OpenAiFault? End()
    {
        if (finishReason is null)
            return hasChunk || body!.IsEmpty
                ? OpenAiFault.Broken("it ended without saying why")
                : OpenAiFault.NoStream("something else");
        Current = new ModelEvent { FinishReason = finishReason, Usage = usage };
        return null;
    }

    private OpenAiFault Word(Exception e)
    {
        if (deadline.Expired)
            return OpenAiFault.TimedOut(deadline, options);
        if (e is InvalidDataException)
            return OpenAiFault.Broken("a part of it is larger than this server takes", e);
        // Before the first chunk nothing was given out: a connection that is lost then may be tried again.
        return hasChunk ? OpenAiFault.Broken("the connection was lost", e) : OpenAiFault.Unreachable(e);
    }

    private static bool IsOfTheWire(Exception e) =>
        e
            is OperationCanceledException
                or HttpRequestException
                or IOException
                or InvalidDataException
                or ClientResultException
                or AggregateException;

    public async ValueTask DisposeAsync()
    {
        if (isDone)
            await FinishAsync();
        if (chunks is not null)
            await chunks.DisposeAsync();
        response?.Dispose();
    }

    /// <summary>Reads the response's last bytes, which come at once: the connection then serves the next call.</summary>
    private async Task FinishAsync()
    {
        deadline.Begin(Phase.Usage, FinishTimeout);
        try
        {
            await chunks!.MoveNextAsync();
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            // The answer is whole; only the connection is lost.
        }
    }
}

using System.Runtime.CompilerServices;
using MiniChat.ServiceInterface.Models;

namespace MiniChat.Host.Models.OpenAi;

/// <summary>A response of the model's server as it comes, under its time limits, our secrets covered.</summary>
internal sealed class OpenAiRelayedResponse : RelayedResponse
{
    /// <summary>The most bytes of one response: far above what models write, far below what fills a disk or a memory.</summary>
    private const long MostBytes = 256L * 1024 * 1024;

    private readonly HttpResponseMessage response;
    private readonly OpenAiOptions options;
    private readonly Deadline deadline;
    private readonly CancellationToken cancel;
    private readonly SecretMask mask;
    private readonly byte[] held;
    private int heldCount;
    private bool hasText;
    private bool isAtEnd;
    private long total;
    private Stream? body;

    public OpenAiRelayedResponse(
        RelayedCall call,
        HttpResponseMessage response,
        OpenAiOptions options,
        SecretMask mask,
        Deadline deadline,
        CancellationToken cancel
    )
    {
        this.response = response;
        this.options = options;
        this.deadline = deadline;
        this.cancel = cancel;
        this.mask = mask;
        // Room for what is held back must be left in every buffer.
        held = mask.Longest == 0 ? [] : new byte[mask.Longest];
        Headers = RelayHeaders.Of(response, mask);
        // Who was asked for a stream and did not refuse sends one, whatever it is labelled as.
        IsEventStream =
            (call.WantsStream && response.IsSuccessStatusCode)
            || RelayHeaders
                .Find(response.Content.Headers, "Content-Type")
                ?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true;
    }

    public override int Status => (int)response.StatusCode;

    public override IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    public override bool IsEventStream { get; }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        try
        {
            body ??= await response.Content.ReadAsStreamAsync(deadline.Token);
            if (buffer.IsEmpty && heldCount > 0)
                return 0;
            deadline.Begin(hasText ? Phase.NextToken : Phase.FirstToken, Limit);
            var count = await FillAsync(body, buffer);
            // Whoever reads slowly is not the model's fault.
            deadline.Pause();
            return count;
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            cancel.ThrowIfCancellationRequested();
            throw Word(e).Error;
        }
    }

    private TimeSpan Limit => hasText ? options.BetweenTokensTimeout : options.FirstTokenTimeout;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> FillAsync(Stream body, Memory<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            _ = await body.ReadAsync(buffer, deadline.Token);
            return 0;
        }
        while (!isAtEnd)
        {
            held.AsMemory(0, heldCount).CopyTo(buffer);
            var read = await body.ReadAsync(buffer[heldCount..], deadline.Token);
            var count = heldCount + read;
            isAtEnd = read == 0;
            hasText |= read > 0;
            if ((total += read) > MostBytes)
                throw OpenAiFault.Broken("it is longer than this server takes").Error;
            heldCount = isAtEnd ? 0 : Math.Min(mask.Apply(buffer.Span[..count]), held.Length);
            if (isAtEnd || count > heldCount)
            {
                buffer.Slice(count - heldCount, heldCount).CopyTo(held);
                return count - heldCount;
            }
            buffer[..count].CopyTo(held);
        }
        return 0;
    }

    private OpenAiFault Word(Exception e)
    {
        if (deadline.Expired)
            return OpenAiFault.TimedOut(deadline, options);
        return OpenAiFault.Broken("the connection was lost", e);
    }

    public override ValueTask DisposeAsync()
    {
        response.Dispose();
        deadline.Dispose();
        return ValueTask.CompletedTask;
    }
}

using System.Runtime.CompilerServices;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceInterface.Usages;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Host.Relays;

/// <summary>One call that is passed on: sent, read, and entered in the ledger however it ends.</summary>
/// <param name="relay">Who is called.</param>
/// <param name="ledger">Where it is entered.</param>
/// <param name="clock">The time.</param>
public sealed class RelayCall(IModelRelay relay, IUsageLedger ledger, TimeProvider clock) : IAsyncDisposable
{
    private readonly long _begun = clock.GetTimestamp();
    private RelayTap? _tap;
    private RelayedResponse? _response;
    private long? _firstAfter;
    private AnswerState _state = AnswerState.Failed;

    /// <summary>Whose call it is.</summary>
    public required Caller Caller { get; init; }

    /// <summary>Where it came in.</summary>
    public required string Door { get; init; }

    /// <summary>What is passed on.</summary>
    public required RelayBody Body { get; init; }

    /// <summary>Whether the response said that it is at its end; one that is not a stream does by ending.</summary>
    public bool IsFinished => _tap is { IsFinished: true } || _response is { IsEventStream: false };

    /// <summary>Whether the model's server reported an error in the midst of the stream.</summary>
    public bool HasError => _tap is { HasError: true };

    /// <summary>Sends the call.</summary>
    /// <exception cref="ModelException">There is no response to pass on.</exception>
    public async Task<RelayedResponse> SendAsync(RelayedCall call, CancellationToken cancel)
    {
        try
        {
            _response = await relay.SendAsync(call, cancel);
        }
        catch (OperationCanceledException)
        {
            Leave();
            throw;
        }
        _tap = new RelayTap(_response.IsEventStream);
        return _response;
    }

    /// <summary>Reads more of the response.</summary>
    /// <returns>How many bytes; 0 at the end.</returns>
    /// <exception cref="ModelException">It broke off.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        try
        {
            var read = await _response!.ReadAsync(buffer);
            if (read > 0)
            {
                _firstAfter ??= Elapsed();
                _tap!.Look(buffer.Span[..read]);
                return read;
            }
            _tap!.End();
            if (_response.Status < 300 && IsFinished && !HasError)
                _state = AnswerState.Completed;
            return 0;
        }
        catch (OperationCanceledException)
        {
            Leave();
            throw;
        }
    }

    /// <summary>Waits until there is something to read, and holds no buffer meanwhile.</summary>
    /// <exception cref="ModelException">It broke off.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WaitAsync()
    {
        try
        {
            await _response!.ReadAsync(Memory<byte>.Empty);
        }
        catch (OperationCanceledException)
        {
            Leave();
            throw;
        }
    }

    /// <summary>Notes that the caller has gone.</summary>
    /// <remarks>Who has read that the answer is at its end need not wait for the end of the connection.</remarks>
    public void Leave() => _state = _tap is { IsFinished: true, HasError: false } ? AnswerState.Completed : AnswerState.Stopped;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_response is not null)
            await _response.DisposeAsync();
        var told = _tap?.PromptTokens is not null;
        // Who was refused used nothing.
        var isFree = !told && (_response is null or { Status: >= 300 }) && _state != AnswerState.Stopped;
        ledger.Add(
            new UsageEntry
            {
                AccountId = Caller.AccountId,
                KeyId = Caller.KeyId,
                Model = Body.Model ?? _tap?.Model ?? "",
                Door = Door,
                State = _state,
                Status = _response?.Status ?? 0,
                PromptTokens = isFree ? 0 : _tap?.PromptTokens ?? TokenEstimate.OfBytes(Body.TextBytes),
                CompletionTokens = isFree ? 0 : _tap?.CompletionTokens ?? TokenEstimate.OfBytes(_tap?.TextBytes ?? 0),
                IsEstimated = !isFree && !told,
                Duration = Elapsed(),
                FirstTextAfter = _firstAfter,
                At = clock.GetUtcNow(),
            }
        );
    }

    private long Elapsed() => (long)clock.GetElapsedTime(_begun).TotalMilliseconds;
}

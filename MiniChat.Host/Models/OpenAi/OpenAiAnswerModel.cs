using System.Runtime.CompilerServices;
using MiniChat.ServiceInterface.Models;
using OpenAI.Chat;

namespace MiniChat.Host.Models.OpenAi;

/// <summary>OpenAI, or any server that speaks its chat completions, asked through the official SDK.</summary>
/// <remarks>
/// The SDK's protocol methods send the call; the stream is read here, since the SDK takes a stream that ends early, an error
/// inside it, a web page or plain JSON for a whole answer.
/// </remarks>
public sealed class OpenAiAnswerModel(OpenAiOptions options, HttpClient http, TimeProvider clock) : IAnswerModel
{
    private readonly ChatClient client = OpenAiTransport.CreateClient(options, http);

    public string DefaultModel => options.Model;

    public string NameOf(string? asked) => string.IsNullOrWhiteSpace(asked) ? options.Model : asked;

    public async IAsyncEnumerable<ModelEvent> StreamAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var deadline = new Deadline(options.WholeTimeout, clock, cancel);
        await using var call = await BeginAsync(OpenAiBody.Write(request), deadline, cancel);
        while (call.Current.FinishReason is null)
        {
            yield return call.Current;
            if (await call.NextAsync() is { } fault)
                throw fault.Error;
        }
        yield return call.Current;
    }

    /// <summary>Calls until an answer begins: what may pass is tried again, as long as nothing was given out.</summary>
    private async Task<OpenAiCall> BeginAsync(ReadOnlyMemory<byte> body, Deadline deadline, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var call = new OpenAiCall(options, deadline, clock, cancel);
            OpenAiFault? fault;
            try
            {
                fault = await call.BeginAsync(client, body);
            }
            catch
            {
                await call.DisposeAsync();
                throw;
            }
            if (fault is null)
                return call;
            await call.DisposeAsync();
            if (!fault.MayPass || attempt >= options.MaxAttempts || fault.Error.RetryAfter > Repeats.LongestWait)
                throw fault.Error;
            await WaitAsync(Repeats.WaitAfter(attempt, fault.Error.RetryAfter), deadline, cancel);
        }
    }

    private async Task WaitAsync(TimeSpan wait, Deadline deadline, CancellationToken cancel)
    {
        deadline.Pause();
        try
        {
            await Task.Delay(wait, clock, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            throw OpenAiFault.TimedOut(deadline, options).Error;
        }
    }
}

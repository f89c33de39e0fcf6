using System.Runtime.CompilerServices;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;

namespace MiniChat.Host.Models.Offline;

/// <summary>Answers without any model, the same for the same messages, and says so: for demos, tests and a first look.</summary>
public sealed class OfflineAnswerModel(OfflineOptions options, TimeProvider clock) : IAnswerModel
{
    /// <summary>The one name it answers under.</summary>
    public const string Name = "offline";

    // Without a pause a token a piece would only cost: larger pieces, but always several.
    private const int LargePiece = 64;

    public string DefaultModel => Name;

    public string NameOf(string? asked) => Name;

    public async IAsyncEnumerable<ModelEvent> StreamAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var text = Write(request);
        var isPaced = options.TokenDelay > TimeSpan.Zero;
        using var pace = isPaced ? new PeriodicTimer(options.TokenDelay, clock) : null;
        for (var start = 0; start < text.Length; )
        {
            if (pace is not null && start > 0)
                await pace.WaitForNextTickAsync(cancel);
            cancel.ThrowIfCancellationRequested();
            var end = OfflineTokens.EndOf(text, start, isPaced ? 1 : LargePiece);
            yield return new ModelEvent { Text = text[start..end] };
            start = end;
        }
        yield return new ModelEvent { FinishReason = "stop", Usage = UsageOf(request, text) };
    }

    private static string Write(ModelRequest request)
    {
        var asked = "";
        foreach (var message in request.Messages)
        {
            if (message.Role == "user")
                asked = message.Content;
        }
        return request.JsonSchema is null
            ? OfflineText.Write(asked, request.Messages.Count)
            : OfflineJson.Write(request.JsonSchema, asked, request.Messages);
    }

    private static Usage UsageOf(ModelRequest request, string text)
    {
        var prompt = 0;
        foreach (var message in request.Messages)
            prompt += OfflineTokens.Estimate(message.Content);
        return new Usage { PromptTokens = prompt, CompletionTokens = OfflineTokens.Estimate(text) };
    }
}

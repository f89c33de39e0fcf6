using System.Text.Json;
using MiniChat.ServiceInterface.Models;

namespace MiniChat.Host.Models.Offline;

/// <summary>Answers calls in OpenAI's format without any model: what a program sees of OpenAI, with the offline responder's text.</summary>
public sealed class OfflineRelay(IAnswerModel model, TimeProvider clock) : IModelRelay
{
    /// <inheritdoc/>
    public Task<RelayedResponse> SendAsync(RelayedCall call, CancellationToken cancel)
    {
        try
        {
            return Task.FromResult<RelayedResponse>(Answer(call, cancel));
        }
        catch (OfflineRefusal refusal)
        {
            return Task.FromResult<RelayedResponse>(OfflineRelayedResponse.Error(refusal));
        }
    }

    private OfflineRelayedResponse Answer(RelayedCall call, CancellationToken cancel)
    {
        switch (call.Path)
        {
            case "models":
                return OfflineRelayedResponse.Json(new { @object = "list", data = OfflineModels.All });
            case "chat/completions":
                return new OfflineCompletion(model, clock, Parse(call)).Answer(cancel);
            case "embeddings":
                return OfflineEmbeddings.Answer(Parse(call));
            case "responses":
                return new OfflineResponse(model, clock, Parse(call)).Answer(cancel);
        }
        if (call.Path.StartsWith("models/", StringComparison.Ordinal))
            return OfflineRelayedResponse.Json(OfflineModels.Find(Uri.UnescapeDataString(call.Path["models/".Length..])));
        throw new OfflineRefusal(404, "The offline responder has no such address.", code: "unknown_url");
    }

    private static JsonElement Parse(RelayedCall call)
    {
        using var document = JsonDocument.Parse(call.Body);
        return document.RootElement.Clone();
    }
}

using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Models;

/// <summary>Tells which models can be asked.</summary>
public sealed class ModelServices(ModelList models, IAnswerModel model) : IService
{
    public async Task<FindModelsResponse> Get(FindModels request, CancellationToken cancel) =>
        new()
        {
            Results = [.. (await models.FindAsync(cancel)).Select(name => new ModelItem { Id = name })],
            Default = model.DefaultModel,
            Offline = models.IsOffline,
        };
}

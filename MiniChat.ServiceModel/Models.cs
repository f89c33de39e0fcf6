using MiniChat.Stack;

namespace MiniChat.ServiceModel;

/// <summary>Lists the models that can be asked.</summary>
[Route("/models", "GET"), Tag("questions"), ValidateIsAuthenticated, ValidateScope(Scopes.Chat)]
public sealed record FindModels : IGet, IReturn<FindModelsResponse>;

/// <summary>The models that can be asked.</summary>
public sealed record FindModelsResponse
{
    /// <summary>The models, the usual one among them.</summary>
    public List<ModelItem> Results { get; set; } = [];

    /// <summary>The model that is asked when nobody names one.</summary>
    public string Default { get; set; } = "";

    /// <summary>Whether no model answers but the offline responder.</summary>
    public bool Offline { get; set; }
}

/// <summary>A model that can be asked.</summary>
public sealed record ModelItem
{
    /// <summary>Its name, as an ask's <c>model</c>.</summary>
    public string Id { get; set; } = "";
}

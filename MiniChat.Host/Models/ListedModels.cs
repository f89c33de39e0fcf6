using MiniChat.ServiceInterface.Models;
using MiniChat.Stack;

namespace MiniChat.Host.Models;

/// <summary>Lets only those models be asked that the settings list, and the usual one.</summary>
/// <param name="inner">Who answers.</param>
/// <param name="names">The models.</param>
public sealed class ListedModels(IAnswerModel inner, IReadOnlyList<string> names) : IAnswerModel
{
    /// <inheritdoc/>
    public string DefaultModel => inner.DefaultModel;

    /// <inheritdoc/>
    public string NameOf(string? asked)
    {
        var name = inner.NameOf(asked);
        return name == inner.DefaultModel || names.Contains(name, StringComparer.Ordinal)
            ? name
            : throw ServiceException.ForField(
                "Model",
                "ModelNotListed",
                $"'Model' can be {string.Join(", ", names.Append(inner.DefaultModel).Distinct())} on this server."
            );
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ModelEvent> StreamAsync(ModelRequest request, CancellationToken cancel) =>
        inner.StreamAsync(request, cancel);
}

namespace MiniChat.Host.Models.Offline;

/// <summary>The models that the offline responder lists, in OpenAI's format.</summary>
internal static class OfflineModels
{
    /// <summary>One model.</summary>
    public sealed record Model(string id, string @object, long created, string owned_by);

    // The day of the first release: OpenAI's format wants a time, and a list that changes with every start would be none.
    private const long Created = 1_790_000_000;

    public static Model[] All { get; } =
    [new(OfflineAnswerModel.Name, "model", Created, "minichat"), new(OfflineVector.Name, "model", Created, "minichat")];

    public static Model Find(string id) =>
        Array.Find(All, model => model.id == id)
        ?? throw new OfflineRefusal(
            404,
            $"The model '{id}' does not exist; there are {string.Join(" and ", All.Select(model => model.id))}.",
            "model",
            "model_not_found"
        );
}

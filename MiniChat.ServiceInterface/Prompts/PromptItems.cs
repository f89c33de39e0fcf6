using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Prompts;

/// <summary>Describes prompts.</summary>
internal static class PromptItems
{
    /// <summary>A prompt as it is kept.</summary>
    internal static PromptItem Of(StoredQuestion found) =>
        new()
        {
            Id = found.Answer.Id,
            Text = found.Text,
            Response = found.Answer.Text,
            State = found.Answer.State,
            Model = found.Answer.Model,
            CreatedDate = found.Answer.CreatedAt.UtcDateTime,
        };
}

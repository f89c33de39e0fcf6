using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Prompts;

/// <summary>Carries answered prompts to whoever listens for those of an account.</summary>
public interface IPromptPushes
{
    /// <summary>Tells all listeners of the account, and nobody else. It never waits: who is too slow is dropped.</summary>
    /// <param name="accountId">Whose prompt it is.</param>
    /// <param name="prompt">The prompt with its answer.</param>
    void Publish(long accountId, PromptItem prompt);

    /// <summary>Listens, from now on until the result is disposed.</summary>
    /// <param name="accountId">Whose prompts.</param>
    PromptListener Join(long accountId);
}

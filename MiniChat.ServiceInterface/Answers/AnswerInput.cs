using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>What is sent to the model for one answer.</summary>
/// <param name="Messages">The messages, oldest first.</param>
/// <param name="Context">What was chosen, as JSON, to be kept with the answer; null when the messages are kept as they are.</param>
public sealed record AnswerInput(IReadOnlyList<CompletionMessage> Messages, string? Context = null);

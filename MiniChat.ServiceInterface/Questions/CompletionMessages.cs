using System.Text.Json;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Stack.Json;

namespace MiniChat.ServiceInterface.Questions;

/// <summary>A list of messages for the model: its rules, and how it is kept with the turn.</summary>
public static class CompletionMessages
{
    private static readonly JsonSerializerOptions Json = WireJson.CreateOptions(MiniChatJson.Default);
    private static readonly string[] Roles = ["system", "developer", "user", "assistant"];

    /// <summary>Refuses roles that no model knows, and lists that are too long together.</summary>
    internal static void Check(List<CompletionMessage> messages)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            if (Roles.Contains(messages[i].Role, StringComparer.Ordinal))
                continue;
            throw ServiceException.ForField($"Messages[{i}].Role", "Role", $"'Role' can be {string.Join(", ", Roles)}.");
        }
        if (messages.Sum(message => (long)message.Content.Length) > Limits.TextLength)
        {
            throw ServiceException.ForField(
                "Messages",
                "MaximumLength",
                $"The messages together must be {Limits.TextLength} characters or fewer."
            );
        }
    }

    internal static string Write(List<CompletionMessage> messages) => JsonSerializer.Serialize(messages, Json);

    /// <summary>What was sent for a turn without a chat: its list, or its text alone.</summary>
    public static IReadOnlyList<CompletionMessage> Of(StoredTurn turn) =>
        turn.Messages is { } messages
            ? JsonSerializer.Deserialize<List<CompletionMessage>>(messages, Json)!
            : [new CompletionMessage { Role = "user", Content = turn.Text }];
}

using System.Text.Json;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>A turn that may go to the model.</summary>
/// <param name="Id">The turn's number.</param>
/// <param name="Role"><c>user</c> or <c>assistant</c>.</param>
/// <param name="Text">Its text.</param>
public readonly record struct ContextTurn(long Id, string Role, string Text);

/// <summary>
/// Chooses what is sent to the model: the system prompt, and as many of the latest turns as fit the model's window by estimate.
/// The oldest go first.
/// </summary>
public sealed class ContextWindow(AnswerOptions options)
{
    private int Budget => options.ContextTokens - Math.Min(16_000, options.ContextTokens / 4);

    /// <summary>The messages that fit, with a note of what was chosen.</summary>
    /// <param name="system">The system prompt, if there is one.</param>
    /// <param name="parts">What goes together or not at all, newest first: the turn to be answered, then pairs.</param>
    public async ValueTask<AnswerInput> FillAsync(string? system, IAsyncEnumerable<ContextTurn[]> parts)
    {
        var tokens = string.IsNullOrEmpty(system) ? 0 : TokenEstimate.Of(system);
        var chosen = new List<ContextTurn>();
        await foreach (var part in parts)
        {
            var more = part.Sum(turn => TokenEstimate.Of(turn.Text));
            // The turn to be answered goes in any case: if it does not fit alone, the model says so.
            if (chosen.Count > 0 && tokens + more > Budget)
                break;
            tokens += more;
            chosen.AddRange(part);
        }
        chosen.Reverse();
        return new AnswerInput(Messages(system, chosen), Note(system, chosen, tokens));
    }

    private static List<CompletionMessage> Messages(string? system, List<ContextTurn> turns)
    {
        var messages = new List<CompletionMessage>(turns.Count + 1);
        if (!string.IsNullOrEmpty(system))
            messages.Add(new CompletionMessage { Role = "system", Content = system });
        foreach (var turn in turns)
            messages.Add(new CompletionMessage { Role = turn.Role, Content = turn.Text });
        return messages;
    }

    private static string Note(string? system, List<ContextTurn> turns, int tokens) =>
        JsonSerializer.Serialize(
            new
            {
                system = !string.IsNullOrEmpty(system),
                turns = turns.Select(turn => turn.Id),
                estimatedTokens = tokens,
            }
        );
}

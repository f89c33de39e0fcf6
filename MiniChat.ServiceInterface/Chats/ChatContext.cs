using System.Text.Json;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Chats;

/// <summary>
/// Chooses what a chat's turn is sent to the model with: the system prompt, and as many of the latest turns as fit the model's
/// window by estimate. The oldest go first, and a question never goes without its answer.
/// </summary>
public sealed class ChatContext(IChatStore store, AnswerOptions options)
{
    private const int PageSize = 64;

    private int Budget => options.ContextTokens - Math.Min(16_000, options.ContextTokens / 4);

    /// <summary>The messages for a turn of the chat, with a note of what was chosen.</summary>
    /// <param name="accountId">Whose chat it is.</param>
    /// <param name="chatId">The chat.</param>
    /// <param name="turnId">The caller's turn that is to be answered.</param>
    /// <param name="cancel">The answer was stopped.</param>
    public async ValueTask<AnswerInput> OfTurnAsync(long accountId, long chatId, long turnId, CancellationToken cancel)
    {
        var system = (await store.FindAsync(accountId, chatId, cancel))?.System;
        var tokens = string.IsNullOrEmpty(system) ? 0 : TokenEstimate.Of(system);
        var chosen = new List<StoredChatTurn>();
        await foreach (var part in PartsAsync(chatId, turnId, cancel))
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

    /// <summary>The turns from the newest up, in parts that belong together: the turn itself, then answer and question in pairs.</summary>
    private async IAsyncEnumerable<StoredChatTurn[]> PartsAsync(
        long chatId,
        long turnId,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        StoredChatTurn? answer = null;
        var isFirst = true;
        for (long? from = turnId; from is { } id; )
        {
            var page = await store.PathAsync(chatId, id, PageSize, cancel);
            foreach (var turn in page)
            {
                if (turn.Role == "assistant")
                {
                    answer = turn;
                    continue;
                }
                if (isFirst)
                    yield return [turn];
                else if (IsUsable(answer))
                    yield return [answer!, turn];
                isFirst = false;
                answer = null;
            }
            from = page.Count < PageSize ? null : page[^1].ParentId;
        }
    }

    /// <summary>A question whose answer came to nothing is left out with it: the model would answer it once more.</summary>
    private static bool IsUsable(StoredChatTurn? answer) => answer is { Text.Length: > 0, Answer.State: not AnswerState.Running };

    private static List<CompletionMessage> Messages(string? system, List<StoredChatTurn> turns)
    {
        var messages = new List<CompletionMessage>(turns.Count + 1);
        if (!string.IsNullOrEmpty(system))
            messages.Add(new CompletionMessage { Role = "system", Content = system });
        foreach (var turn in turns)
            messages.Add(new CompletionMessage { Role = turn.Role, Content = turn.Text });
        return messages;
    }

    private static string Note(string? system, List<StoredChatTurn> turns, int tokens) =>
        JsonSerializer.Serialize(
            new
            {
                system = !string.IsNullOrEmpty(system),
                turns = turns.Select(turn => turn.Id),
                estimatedTokens = tokens,
            }
        );
}

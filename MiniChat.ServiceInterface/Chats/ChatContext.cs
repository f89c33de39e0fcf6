using System.Runtime.CompilerServices;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Interviews;
using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Chats;

/// <summary>What a chat's turn is sent to the model with: the system prompt and the turns before it. A question never goes without its answer.</summary>
public sealed class ChatContext(IChatStore store, AssistantPrompt assistant, ContextWindow window)
{
    private const int PageSize = 64;

    /// <summary>The messages for a turn of the chat, with a note of what was chosen.</summary>
    /// <param name="accountId">Whose chat it is.</param>
    /// <param name="chatId">The chat.</param>
    /// <param name="turnId">The caller's turn that is to be answered.</param>
    /// <param name="cancel">The answer was stopped.</param>
    public async ValueTask<AnswerInput> OfTurnAsync(long accountId, long chatId, long turnId, CancellationToken cancel)
    {
        var chat = await store.FindAsync(accountId, chatId, cancel);
        var system = chat is { IsAssistant: true } ? await assistant.OfAsync(accountId, chat.System, cancel) : chat?.System;
        return await window.FillAsync(system, PartsAsync(chatId, turnId, cancel));
    }

    /// <summary>The turns from the newest up, in parts that belong together: the turn itself, then answer and question in pairs.</summary>
    private async IAsyncEnumerable<ContextTurn[]> PartsAsync(
        long chatId,
        long turnId,
        [EnumeratorCancellation] CancellationToken cancel
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
                    yield return [Part(turn)];
                else if (IsUsable(answer))
                    yield return [Part(answer!), Part(turn)];
                isFirst = false;
                answer = null;
            }
            from = page.Count < PageSize ? null : page[^1].ParentId;
        }
    }

    /// <summary>A question whose answer came to nothing is left out with it: the model would answer it once more.</summary>
    private static bool IsUsable(StoredChatTurn? answer) => answer is { Text.Length: > 0, Answer.State: not AnswerState.Running };

    private static ContextTurn Part(StoredChatTurn turn) => new(turn.Id, turn.Role, turn.Text);
}

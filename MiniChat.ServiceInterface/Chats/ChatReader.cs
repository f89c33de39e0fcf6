using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Chats;

/// <summary>Reads a chat: the path through the tree of its turns, running answers with their text so far.</summary>
public sealed class ChatReader(IChatStore store, RunningAnswers running) : IService
{
    public async Task<GetChatResponse> Get(GetChat request, Caller caller, CancellationToken cancel)
    {
        var chat = await store.FindAsync(caller.AccountId, request.Id, cancel) ?? throw ChatServices.NotFound(request.Id);
        return new GetChatResponse
        {
            Id = chat.Id,
            Title = chat.Title,
            Model = chat.Model,
            System = chat.System,
            Assistant = chat.IsAssistant ? true : null,
            CreatedDate = chat.CreatedAt.UtcDateTime,
            ModifiedDate = chat.ModifiedAt.UtcDateTime,
            Turns = await TurnsAsync(chat.Id, request.Leaf, cancel),
        };
    }

    private async Task<List<Turn>> TurnsAsync(long chatId, long? leaf, CancellationToken cancel)
    {
        if ((leaf ?? await store.NewestTurnAsync(chatId, cancel)) is not { } last)
            return [];
        var path = await store.PathAsync(chatId, last, int.MaxValue, cancel);
        if (path.Count == 0)
            throw new ServiceException(ErrorKind.NotFound, $"There is no turn {leaf} in chat {chatId}.");
        var children = await store.ChildrenAsync(chatId, cancel);
        return [.. path.Reverse().Select(turn => Describe(turn, children))];
    }

    private Turn Describe(StoredChatTurn turn, ILookup<long, long> children)
    {
        var log = turn.Answer is null ? null : running.Find(turn.Id);
        var ending = log?.Ending;
        var family = children[turn.ParentId ?? 0].ToList();
        return new Turn
        {
            Id = turn.Id,
            ParentId = turn.ParentId,
            Role = turn.Role,
            Text = log?.TextFrom(0) ?? turn.Text,
            AnswerId = turn.Answer?.Id,
            State = log?.State ?? turn.Answer?.State,
            Model = turn.Answer?.Model,
            FinishReason = ending?.FinishReason ?? turn.Answer?.FinishReason,
            Usage = ending?.Usage ?? turn.Answer?.Usage,
            Error = ending?.Error ?? turn.Answer?.Error,
            Siblings = family.Count > 1 ? family : null,
            CreatedDate = turn.CreatedAt.UtcDateTime,
        };
    }
}

using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Shares;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Chats;

/// <summary>Reads a chat: the path through the tree of its turns, running answers with their text so far.</summary>
public sealed class ChatReader(IChatStore store, IShareStore shares, ShareLinks links, RunningAnswers running) : IService
{
    public async Task<GetChatResponse> Get(GetChat request, Call call, CancellationToken cancel)
    {
        var account = call.Caller.AccountId;
        var chat = await store.FindAsync(account, request.Id, cancel) ?? throw ChatServices.NotFound(request.Id);
        return new GetChatResponse
        {
            Id = chat.Id,
            Title = chat.Title,
            Model = chat.Model,
            System = chat.System,
            Assistant = chat.IsAssistant ? true : null,
            CreatedDate = chat.CreatedAt.UtcDateTime,
            ModifiedDate = chat.ModifiedAt.UtcDateTime,
            Turns = await TurnsAsync(chat.Id, request, cancel),
            Share = await shares.FindAsync(account, chat.Id, cancel) is { } share ? links.Describe(share, call) : null,
        };
    }

    internal static ServiceException NoTurn(long chatId, long turnId) =>
        new(ErrorKind.NotFound, $"There is no turn {turnId} in chat {chatId}.");

    private async Task<List<Turn>> TurnsAsync(long chatId, GetChat request, CancellationToken cancel)
    {
        if ((request.Leaf ?? request.Through ?? await store.NewestTurnAsync(chatId, cancel)) is not { } last)
            return [];
        var children = await store.ChildrenAsync(chatId, cancel);
        if (request is { Leaf: null, Through: not null })
            last = NewestBelow(last, children);
        var path = await store.PathAsync(chatId, last, int.MaxValue, cancel);
        if (path.Count == 0)
            throw NoTurn(chatId, last);
        return [.. path.Reverse().Select(turn => Describe(turn, children))];
    }

    // A turn has a greater number than the one before it: the greatest of all below is an end of a path.
    private static long NewestBelow(long turn, ILookup<long, long> children)
    {
        var newest = turn;
        var left = new Stack<long>([turn]);
        while (left.TryPop(out var next))
        {
            newest = Math.Max(newest, next);
            foreach (var child in children[next])
                left.Push(child);
        }
        return newest;
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

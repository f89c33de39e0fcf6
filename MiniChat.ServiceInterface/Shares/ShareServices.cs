using MiniChat.ServiceInterface.Chats;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Shares;

/// <summary>Links to chats: made, moved, listed, ended, and read by whoever has one.</summary>
public sealed class ShareServices(IShareStore store, IChatStore chats, ShareLinks links, ChatNews news, TimeProvider clock)
    : IService
{
    public async Task<ShareChatResponse> Post(ShareChat request, Call call, CancellationToken cancel)
    {
        var account = call.Caller.AccountId;
        var chat = await chats.FindAsync(account, request.Id, cancel) ?? throw ChatServices.NotFound(request.Id);
        var share = new StoredShare
        {
            ChatId = chat.Id,
            AccountId = account,
            Token = ShareLinks.NewToken(),
            TurnId = await TurnAsync(request, cancel),
            CreatedAt = clock.Now(),
        };
        var kept = await store.KeepAsync(share, cancel) ?? throw ChatServices.NotFound(request.Id);
        news.Updated(chat);
        return links.Describe(kept, call);
    }

    public async Task Delete(UnshareChat request, Caller caller, CancellationToken cancel)
    {
        var chat = await chats.FindAsync(caller.AccountId, request.Id, cancel) ?? throw ChatServices.NotFound(request.Id);
        if (!await store.EndAsync(caller.AccountId, request.Id, cancel))
            throw new ServiceException(ErrorKind.NotFound, $"The chat {request.Id} is not shared.");
        news.Updated(chat);
    }

    public async Task<FindSharesResponse> Get(FindShares request, Call call, CancellationToken cancel)
    {
        var take = request.Take ?? 20;
        var before = TimePlace.Parse(request.After) ?? TimePlace.Newest;
        var found = await store.FindManyAsync(call.Caller.AccountId, before, take + 1, cancel);
        return new FindSharesResponse
        {
            Results =
            [
                .. found
                    .Take(take)
                    .Select(one => new ShareItem
                    {
                        ChatId = one.Share.ChatId,
                        Title = one.Title,
                        Token = one.Share.Token,
                        Url = links.Url(one.Share.Token, call),
                        CreatedDate = one.Share.CreatedAt.UtcDateTime,
                    }),
            ],
            Next =
                found.Count > take
                    ? TimePlace.Of(found[take - 1].Share.CreatedAt, found[take - 1].Share.ChatId).ToString()
                    : null,
        };
    }

    public async Task<GetSharedChatResponse> Get(GetSharedChat request, CancellationToken cancel)
    {
        var found = await store.FindByTokenAsync(request.Token, cancel) ?? throw NoShare();
        var path = await chats.PathAsync(found.Share.ChatId, found.Share.TurnId, int.MaxValue, cancel);
        // It was deleted in this moment.
        if (path.Count == 0)
            throw NoShare();
        return new GetSharedChatResponse
        {
            Title = found.Title,
            CreatedDate = found.BegunAt.UtcDateTime,
            Turns =
            [
                .. path.Reverse()
                    .Select(turn => new SharedTurn
                    {
                        Role = turn.Role,
                        Text = turn.Text,
                        Model = turn.Answer?.Model,
                        CreatedDate = turn.CreatedAt.UtcDateTime,
                    }),
            ],
        };
    }

    private async Task<long> TurnAsync(ShareChat request, CancellationToken cancel)
    {
        var leaf =
            request.Leaf
            ?? await chats.NewestTurnAsync(request.Id, cancel)
            ?? throw new ServiceException(
                ErrorKind.Conflict,
                $"Nothing was said in chat {request.Id} yet. Share it when there is something to read."
            )
            {
                ErrorCode = "NothingToShare",
            };
        var path = await chats.PathAsync(request.Id, leaf, int.MaxValue, cancel);
        if (path.Count == 0)
            throw ChatReader.NoTurn(request.Id, leaf);
        // Whoever opened the link would see the beginning of something, and take it for the whole.
        if (path.FirstOrDefault(turn => turn.Answer is { State: AnswerState.Running }) is { } running)
            throw new ServiceException(
                ErrorKind.Conflict,
                $"The answer {running.Id} is still being made. Share the chat when it has ended, or stop it."
            )
            {
                ErrorCode = "AnswerRunning",
            };
        return leaf;
    }

    private static ServiceException NoShare() =>
        new(ErrorKind.NotFound, "There is no such shared chat, or it is shared no more.");
}

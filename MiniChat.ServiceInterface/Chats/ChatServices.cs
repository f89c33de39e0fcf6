using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Chats;

/// <summary>Chats: begun, listed, changed, deleted.</summary>
public sealed class ChatServices(IChatStore store, AnswerReader answers, ChatNews news, TimeProvider clock) : IService
{
    public async Task<ChatInfo> Post(CreateChat request, Call call, CancellationToken cancel)
    {
        var now = clock.Now();
        var chat = new StoredChat
        {
            AccountId = call.Caller.AccountId,
            Title = NullIfBlank(request.Title),
            Model = NullIfBlank(request.Model),
            System = NullIfBlank(request.System),
            IsAssistant = request.Assistant == true,
            CreatedAt = now,
            ModifiedAt = now,
        };
        var (kept, isNew) = call.IdempotencyKey is { } key
            ? await store.BeginAsync(chat, key, FingerprintOf(request), cancel)
            : new BegunChat(await store.CreateAsync(chat, cancel), IsNew: true);
        if (kept is null)
            throw KeyReuse.Refusal("chat");
        if (isNew)
            news.Created(kept);
        return Describe(kept);
    }

    public async Task<FindChatsResponse> Get(FindChats request, Caller caller, CancellationToken cancel)
    {
        var take = request.Take ?? 20;
        var before = TimePlace.Parse(request.After) ?? TimePlace.Newest;
        var found = await store.FindManyAsync(caller.AccountId, NullIfBlank(request.Search), before, take + 1, cancel);
        return new FindChatsResponse
        {
            Results = [.. found.Take(take).Select(Describe)],
            Next = found.Count > take ? TimePlace.Of(found[take - 1].ModifiedAt, found[take - 1].Id).ToString() : null,
        };
    }

    public async Task<ChatInfo> Patch(UpdateChat request, Caller caller, CancellationToken cancel)
    {
        var change = new ChatChange
        {
            Id = request.Id,
            AccountId = caller.AccountId,
            Title = request.Title?.Trim(),
            Model = request.Model?.Trim(),
            System = string.IsNullOrWhiteSpace(request.System) ? request.System?.Trim() : request.System,
            At = clock.Now(),
        };
        var changed = await store.UpdateAsync(change, cancel) ?? throw NotFound(request.Id);
        news.Updated(changed);
        return Describe(changed);
    }

    public async Task Delete(DeleteChat request, Caller caller, CancellationToken cancel)
    {
        await FindAsync(request.Id, caller, cancel);
        var open = await answers.OpenRunningAsync(caller.AccountId, cancel);
        await Task.WhenAll(open.Where(log => log.ChatId == request.Id).Select(log => StopAsync(log, cancel)));
        if (!await store.DeleteAsync(caller.AccountId, request.Id, cancel))
            throw NotFound(request.Id);
        news.Deleted(caller.AccountId, request.Id);
    }

    private static byte[] FingerprintOf(CreateChat request) =>
        Asking.Fingerprint("chat", request.Title, request.Model, request.System, request.Assistant == true ? "assistant" : null);

    private static Task StopAsync(AnswerLog log, CancellationToken cancel)
    {
        log.Stop();
        return log.WaitForEndAsync(cancel);
    }

    private async Task<StoredChat> FindAsync(long id, Caller caller, CancellationToken cancel) =>
        await store.FindAsync(caller.AccountId, id, cancel) ?? throw NotFound(id);

    internal static ServiceException NotFound(long id) => new(ErrorKind.NotFound, $"There is no chat {id}.");

    private static ChatInfo Describe(StoredChat chat) =>
        new()
        {
            Id = chat.Id,
            Title = chat.Title,
            Model = chat.Model,
            System = chat.System,
            Assistant = chat.IsAssistant ? true : null,
            CreatedDate = chat.CreatedAt.UtcDateTime,
            ModifiedDate = chat.ModifiedAt.UtcDateTime,
        };

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

using System.Text;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Chats;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Transfers;

/// <summary>Chats taken out with all their branches, and brought in again.</summary>
public sealed class TransferServices(ITransferStore store, ChatNews news, RunningAnswers running, TimeProvider clock) : IService
{
    /// <summary>How long the texts of a page may be before it ends; a longer chat is a page by itself.</summary>
    private const int PageBytes = 4 << 20;

    public async Task<ExportChatsResponse> Get(ExportChats request, Caller caller, CancellationToken cancel)
    {
        var take = request.Take ?? 100;
        var page = new ExportChatsResponse { ExportedDate = clock.Now().UtcDateTime };
        var after = TimePlace.Parse(request.After) ?? TimePlace.Oldest;
        var found = await store.FindChatsAsync(caller.AccountId, after, take + 1, cancel);
        var bytes = 0L;
        foreach (var chat in found.Take(take))
        {
            var turns = await store.FindTurnsAsync(chat.Id, cancel);
            bytes += turns.Sum(turn => (long)Encoding.UTF8.GetByteCount(turn.Text)) + (chat.System?.Length ?? 0);
            if (bytes > PageBytes && page.Chats.Count > 0)
                break;
            page.Chats.Add(Describe(chat, turns));
        }
        if (page.Chats.Count < found.Count)
            page.Next = TimePlace.Of(found[page.Chats.Count - 1].CreatedAt, found[page.Chats.Count - 1].Id).ToString();
        return page;
    }

    public async Task<ImportChatsResponse> Post(ImportChats request, Caller caller, CancellationToken cancel)
    {
        var chats = new ImportedChats(caller.AccountId, clock.Now()).Read(request.Chats);
        var ids = await store.AddAsync(caller.AccountId, chats, cancel);
        var response = new ImportChatsResponse { Skipped = ids.Count(id => id is null) };
        foreach (var (chat, id) in chats.Zip(ids))
        {
            if (id is not { } number)
                continue;
            news.Created(chat.Chat with { Id = number });
            response.Imported.Add(new ImportedChat { Id = number, Title = chat.Chat.Title });
        }
        if (response.Imported.Count > 0)
            running.TellImported();
        return response;
    }

    private static PortableChat Describe(StoredChat chat, IReadOnlyList<StoredChatTurn> turns) =>
        new()
        {
            Id = chat.Id,
            Title = chat.Title,
            Model = chat.Model,
            System = chat.System,
            Assistant = chat.IsAssistant ? true : null,
            CreatedDate = chat.CreatedAt.UtcDateTime,
            ModifiedDate = chat.ModifiedAt.UtcDateTime,
            Turns =
            [
                .. turns.Select(turn => new PortableTurn
                {
                    Id = turn.Id,
                    ParentId = turn.ParentId,
                    Role = turn.Role,
                    Text = turn.Text,
                    State = turn.Answer?.State,
                    Model = turn.Answer?.Model,
                    FinishReason = turn.Answer?.FinishReason,
                    Usage = turn.Answer?.Usage,
                    CreatedDate = turn.CreatedAt.UtcDateTime,
                }),
            ],
        };
}

using System.Globalization;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceInterface.Searches;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Chats;

/// <summary>The turns of a chat: sent and answered, and read as a path through their tree.</summary>
public sealed class TurnServices(Asking asking, IChatStore store, ChatContext contexts, IAnswerModel model, TimeProvider clock)
    : IService
{
    public async Task<QuestionResponse> Post(Chat request, Call call, CancellationToken cancel) =>
        await asking.AnswerAsync(await AskOfAsync(request, call, cancel), request.Stream == true, cancel);

    public async IAsyncEnumerable<AnswerEvent> Stream(
        Chat request,
        Call call,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        await foreach (var next in asking.StreamAsync(await AskOfAsync(request, call, cancel), cancel))
            yield return next;
    }

    private async Task<Ask> AskOfAsync(Chat request, Call call, CancellationToken cancel)
    {
        var account = call.Caller.AccountId;
        var chat = await store.FindAsync(account, request.ChatId, cancel) ?? throw ChatServices.NotFound(request.ChatId);
        await DemandParentAsync(request, cancel);
        return new Ask
        {
            Kept = new NewAsk
            {
                AccountId = account,
                KeyId = call.Caller.KeyId,
                Door = "chat",
                ChatId = chat.Id,
                ParentId = request.ParentId,
                Text = request.Text,
                Words = SearchWords.Of(account, request.Text),
                Title = chat.Title ?? ChatTitle.Of(request.Text),
                Model = model.NameOf(request.Model ?? chat.Model),
                Key = call.IdempotencyKey,
                Fingerprint = FingerprintOf(request),
                At = clock.Now(),
            },
            Prepare = (outcome, stop) => contexts.OfTurnAsync(account, chat.Id, outcome.TurnId, stop),
            OnDisconnect = request.OnDisconnect ?? DisconnectPolicy.Continue,
        };
    }

    // Turns stay where they are as long as their chat is there, so it is enough to look before the ask is kept.
    private async Task DemandParentAsync(Chat request, CancellationToken cancel)
    {
        if (request.ParentId is not { } parent || parent == 0)
            return;
        var found = await store.PathAsync(request.ChatId, parent, take: 1, cancel);
        if (found.Count == 0)
            throw ChatReader.NoTurn(request.ChatId, parent);
        if (found[0].Role != "assistant")
            throw ServiceException.ForField("ParentId", "Parent", "'ParentId' must be an assistant's turn of the chat, or 0.");
    }

    // Without a parent it is what it was before there were any: keys are kept over an upgrade.
    private static byte[] FingerprintOf(Chat request)
    {
        var chat = request.ChatId.ToString(CultureInfo.InvariantCulture);
        return request.ParentId is { } parent
            ? Asking.Fingerprint("chat", chat, request.Text, request.Model, parent.ToString(CultureInfo.InvariantCulture))
            : Asking.Fingerprint("chat", chat, request.Text, request.Model);
    }
}

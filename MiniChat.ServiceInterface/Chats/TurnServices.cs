using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Models;
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
        return new Ask
        {
            Kept = new NewAsk
            {
                AccountId = account,
                KeyId = call.Caller.KeyId,
                Door = "chat",
                ChatId = chat.Id,
                Text = request.Text,
                Title = chat.Title ?? ChatTitle.Of(request.Text),
                Model = model.NameOf(request.Model ?? chat.Model),
                Key = call.IdempotencyKey,
                Fingerprint = Asking.Fingerprint("chat", request.ChatId.ToString(), request.Text, request.Model),
                At = clock.Now(),
            },
            Prepare = (outcome, stop) => contexts.OfTurnAsync(account, chat.Id, outcome.TurnId, stop),
            OnDisconnect = request.OnDisconnect ?? DisconnectPolicy.Continue,
        };
    }
}

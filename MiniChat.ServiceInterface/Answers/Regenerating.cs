using MiniChat.ServiceInterface.Chats;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceInterface.Questions;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>Asks again what an answer was asked: the same turn, the same context, a new answer beside the old one.</summary>
public sealed class Regenerating(IAnswerStore store, ChatContext contexts, IAnswerModel model, TimeProvider clock)
{
    /// <summary>The ask for a new answer.</summary>
    /// <exception cref="ServiceException">There is no such answer of the caller's.</exception>
    public async Task<Ask> AskAsync(RegenerateAnswer request, Call call, CancellationToken cancel)
    {
        var account = call.Caller.AccountId;
        var old =
            await store.FindAsync(account, request.AnswerId, cancel)
            ?? throw new ServiceException(ErrorKind.NotFound, $"There is no answer {request.AnswerId}.");
        var turn =
            await store.FindTurnAsync(account, old.TurnId, cancel)
            ?? throw new ServiceException(ErrorKind.NotFound, $"There is no answer {request.AnswerId}.");
        return new Ask
        {
            Kept = new NewAsk
            {
                AccountId = account,
                KeyId = call.Caller.KeyId,
                Door = "regenerate",
                ChatId = old.ChatId,
                TurnId = turn.Id,
                Model = model.NameOf(request.Model ?? old.Model),
                Key = call.IdempotencyKey,
                Fingerprint = Asking.Fingerprint("regenerate", request.AnswerId.ToString(), request.Model),
                At = clock.Now(),
            },
            Prepare = (_, stop) =>
                old.ChatId is { } chat
                    ? contexts.OfTurnAsync(account, chat, turn.Id, stop)
                    : ValueTask.FromResult(new AnswerInput(CompletionMessages.Of(turn))),
            OnDisconnect = request.OnDisconnect ?? DisconnectPolicy.Continue,
        };
    }
}

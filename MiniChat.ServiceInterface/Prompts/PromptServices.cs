using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceInterface.Throttling;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Prompts;

/// <summary>Prompts: questions that stand alone, with limits of their own; kept as all questions are, and listed apart.</summary>
public sealed class PromptServices(
    Asking asking,
    IAnswerModel model,
    IAnswerStore store,
    RunningAnswers running,
    TimeProvider clock
) : IService
{
    public async Task<PromptItem> Post(CreatePrompt request, Call call, CancellationToken cancel)
    {
        var answered = await asking.AnswerAsync(AskOf(request, call), atOnce: false, cancel);
        return new PromptItem
        {
            Id = answered.AnswerId,
            Text = request.Text,
            Response = answered.Answer ?? "",
            State = answered.State,
            Model = answered.Model ?? "",
            CreatedDate = answered.CreatedDate ?? clock.Now().UtcDateTime,
        };
    }

    public async Task<FindPromptsResponse> Get(FindPrompts request, Caller caller, CancellationToken cancel)
    {
        var take = request.Take ?? 20;
        var found = await store.FindPromptsAsync(caller.AccountId, AnswerCursors.Parse(request.After), take + 1, cancel);
        return new FindPromptsResponse
        {
            Results = [.. found.Take(take).Select(Describe)],
            Next = found.Count > take ? AnswerCursors.Format(found[take - 1].Answer) : null,
        };
    }

    private Ask AskOf(CreatePrompt request, Call call) =>
        new()
        {
            Kept = new NewAsk
            {
                AccountId = call.Caller.AccountId,
                KeyId = call.Caller.KeyId,
                Door = AskThrottle.PromptDoor,
                Text = request.Text,
                Model = model.NameOf(request.Model),
                Key = call.IdempotencyKey,
                Fingerprint = Asking.Fingerprint("prompt", request.Text, request.Model),
                At = clock.Now(),
            },
            Prepare = (_, _) =>
                ValueTask.FromResult(new AnswerInput([new CompletionMessage { Role = "user", Content = request.Text }])),
            OnDisconnect = request.OnDisconnect ?? DisconnectPolicy.Continue,
        };

    private PromptItem Describe(StoredQuestion found)
    {
        var kept = PromptItems.Of(found);
        return running.Find(kept.Id) is { } log ? kept with { Response = log.TextFrom(0), State = log.State } : kept;
    }
}

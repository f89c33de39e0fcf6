using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Questions;

/// <summary>Single questions: asked with or without those before them, kept, and listed.</summary>
public sealed class QuestionServices(
    Asking asking,
    IAnswerModel model,
    IAnswerStore store,
    RunningAnswers running,
    QuestionContext contexts,
    TimeProvider clock
) : IService
{
    public Task<QuestionResponse> Post(Question request, Call call, CancellationToken cancel) =>
        asking.AnswerAsync(AskOf(request, call), request.Stream == true, cancel);

    public IAsyncEnumerable<AnswerEvent> Stream(Question request, Call call, CancellationToken cancel) =>
        asking.StreamAsync(AskOf(request, call), cancel);

    public Task<QuestionResponse> Post(CreateCompletion request, Call call, CancellationToken cancel) =>
        asking.AnswerAsync(AskOf(request, call), request.Stream == true, cancel);

    public IAsyncEnumerable<AnswerEvent> Stream(CreateCompletion request, Call call, CancellationToken cancel) =>
        asking.StreamAsync(AskOf(request, call), cancel);

    public async Task<FindQuestionsResponse> Get(FindQuestions request, Caller caller, CancellationToken cancel)
    {
        var take = request.Take ?? 20;
        var found = await store.FindQuestionsAsync(caller.AccountId, AnswerCursors.Parse(request.After), take + 1, cancel);
        return new FindQuestionsResponse
        {
            Results = [.. found.Take(take).Select(Describe)],
            Next = found.Count > take ? AnswerCursors.Format(found[take - 1].Answer) : null,
        };
    }

    private Ask AskOf(Question request, Call call)
    {
        var account = call.Caller.AccountId;
        var kept = new NewAsk
        {
            AccountId = account,
            KeyId = call.Caller.KeyId,
            Door = "question",
            Text = request.Text,
            Model = model.NameOf(request.Model),
            Key = call.IdempotencyKey,
            Fingerprint = call.IdempotencyKey is null ? [] : FingerprintOf(request),
            At = clock.Now(),
        };
        var ask = AskOf(kept, [new CompletionMessage { Role = "user", Content = request.Text }], request.OnDisconnect);
        return request.History == true
            ? ask with
            {
                Prepare = (asked, stop) => contexts.OfQuestionAsync(account, asked, request.Text, stop),
            }
            : ask;
    }

    // Without a history it is what it was before there could be one: keys outlive versions.
    private static byte[] FingerprintOf(Question request) =>
        request.History == true
            ? Asking.Fingerprint("question", request.Text, request.Model, "history")
            : Asking.Fingerprint("question", request.Text, request.Model);

    private Ask AskOf(CreateCompletion request, Call call)
    {
        CompletionMessages.Check(request.Messages);
        var messages = CompletionMessages.Write(request.Messages);
        return AskOf(
            new NewAsk
            {
                AccountId = call.Caller.AccountId,
                KeyId = call.Caller.KeyId,
                Door = "completion",
                Text = request.Messages[^1].Content,
                Messages = messages,
                Model = model.NameOf(request.Model),
                Key = call.IdempotencyKey,
                Fingerprint = Asking.Fingerprint("completion", messages, request.Model),
                At = clock.Now(),
            },
            request.Messages,
            request.OnDisconnect
        );
    }

    private static Ask AskOf(NewAsk kept, IReadOnlyList<CompletionMessage> messages, DisconnectPolicy? policy) =>
        new()
        {
            Kept = kept,
            Prepare = (_, _) => ValueTask.FromResult(new AnswerInput(messages)),
            OnDisconnect = policy ?? DisconnectPolicy.Continue,
        };

    private QuestionItem Describe(StoredQuestion found)
    {
        var log = running.Find(found.Answer.Id);
        return new QuestionItem
        {
            AnswerId = found.Answer.Id,
            Text = found.Text,
            Answer = log?.TextFrom(0) ?? found.Answer.Text,
            State = log?.State ?? found.Answer.State,
            Model = found.Answer.Model,
            CreatedDate = found.Answer.CreatedAt.UtcDateTime,
        };
    }
}

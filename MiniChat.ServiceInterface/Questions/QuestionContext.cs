using System.Runtime.CompilerServices;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Questions;

/// <summary>What a question is sent to the model with, where it goes with the account's earlier ones: those that were answered.</summary>
public sealed class QuestionContext(IAnswerStore store, ContextWindow window)
{
    private const int PageSize = 64;

    /// <summary>The messages for a question, with a note of what was chosen.</summary>
    /// <param name="accountId">Who asks: nobody else's questions are looked at.</param>
    /// <param name="asked">The question that is to be answered.</param>
    /// <param name="text">Its text.</param>
    /// <param name="cancel">The answer was stopped.</param>
    public ValueTask<AnswerInput> OfQuestionAsync(long accountId, AskOutcome asked, string text, CancellationToken cancel) =>
        window.FillAsync(system: null, PartsAsync(accountId, asked, text, cancel));

    private async IAsyncEnumerable<ContextTurn[]> PartsAsync(
        long accountId,
        AskOutcome asked,
        string text,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        yield return [new ContextTurn(asked.TurnId, "user", text)];
        for (long? before = asked.AnswerId; before is not null; )
        {
            var page = await store.FindQuestionsAsync(accountId, before, PageSize, cancel);
            foreach (var (question, answer) in page.Where(IsUsable))
            {
                yield return
                [
                    new ContextTurn(answer.Id, "assistant", answer.Text),
                    new ContextTurn(answer.TurnId, "user", question),
                ];
            }
            before = page.Count < PageSize ? null : page[^1].Answer.Id;
        }
    }

    /// <summary>A question whose answer came to nothing is left out with it.</summary>
    private static bool IsUsable(StoredQuestion question) =>
        question.Answer is { State: AnswerState.Completed or AnswerState.Stopped, Text.Length: > 0 };
}

using System.Text;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceInterface.Usages;
using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Interviews;

/// <summary>Asks the model for an interview's questions, again at once when they do not fit, and enters each call in the ledger.</summary>
public sealed class InterviewAsking(IAnswerModel model, IUsageLedger ledger, InterviewOptions options, TimeProvider clock)
{
    /// <summary>Where the ledger says that these calls come from.</summary>
    public const string Door = "interview";

    private const int MostAsks = 3;
    private const int MostBytes = 256 * 1024;

    /// <summary>Makes the questions that a job misses.</summary>
    /// <param name="run">The attempt.</param>
    /// <exception cref="ModelException">The model could not, or what it wrote did not fit in any ask.</exception>
    /// <exception cref="OperationCanceledException">The attempt is not wanted any more.</exception>
    internal async Task<IReadOnlyList<NewInterviewQuestion>> MakeAsync(InterviewRun run)
    {
        var count = options.MissingBeside(run.Job.Kept.Count);
        string? misfit = null;
        for (var ask = 0; ask < MostAsks; ask++)
        {
            var request = new ModelRequest
            {
                Model = model.NameOf(null),
                Messages = InterviewPrompt.Messages(run.Job, count, misfit),
                JsonSchema = InterviewPrompt.Schema(count),
            };
            var draft = InterviewDraft.Read(await AskAsync(request, run), count, run.Job.Kept);
            if (draft.Misfit is null)
                return draft.Questions;
            misfit = draft.Misfit;
        }
        throw new ModelException(
            ModelFailure.ModelAnswerInvalid,
            $"What the model wrote cannot be used, asked {MostAsks} times: {misfit} Word the skill description in another way."
        );
    }

    private async Task<string> AskAsync(ModelRequest request, InterviewRun run)
    {
        var call = new Call { Begun = clock.GetTimestamp() };
        try
        {
            await ReadAsync(request, call, run.Stopping);
            call.State = AnswerState.Completed;
        }
        catch (Exception e) when (run.Stopping.IsCancellationRequested)
        {
            call.State = run.StopAs;
            throw new OperationCanceledException("The attempt is not wanted any more.", e, run.Stopping);
        }
        finally
        {
            Enter(request, call, run.Job);
        }
        if (call.FinishReason == "content_filter")
        {
            throw new ModelException(
                ModelFailure.ModelContentFiltered,
                "The model's content filter refused the skill description. Word it in another way."
            );
        }
        return call.Text.ToString();
    }

    private sealed class Call
    {
        public long Begun { get; init; }
        public StringBuilder Text { get; } = new();
        public int Bytes { get; set; }
        public long? FirstTextAfter { get; set; }
        public string? FinishReason { get; set; }
        public Usage? Told { get; set; }
        public AnswerState State { get; set; } = AnswerState.Failed;
    }

    private async Task ReadAsync(ModelRequest request, Call call, CancellationToken cancel)
    {
        await foreach (var part in model.StreamAsync(request, cancel))
        {
            if (part.FinishReason is not null)
            {
                (call.FinishReason, call.Told) = (part.FinishReason, part.Usage);
                return;
            }
            call.FirstTextAfter ??= Since(call);
            call.Text.Append(part.Text);
            call.Bytes += Encoding.UTF8.GetByteCount(part.Text ?? "");
            if (call.Bytes > MostBytes)
            {
                throw new ModelException(
                    ModelFailure.ModelAnswerInvalid,
                    "The model wrote without an end. Word the skill description in another way."
                );
            }
        }
        throw new ModelException(
            ModelFailure.ModelStreamBroken,
            "The model's answer broke off before its end. Send the skill description again."
        );
    }

    private void Enter(ModelRequest request, Call call, InterviewJob job)
    {
        var used = new AnswerUsage(call.Told, request.Messages, call.Text.ToString());
        var origin = new AskOrigin(job.AccountId, job.KeyId, request.Model, Door);
        ledger.Add(
            used.EntryOf(origin, call.State, clock.Now()) with
            {
                Duration = Since(call),
                FirstTextAfter = call.FirstTextAfter,
            }
        );
    }

    private long Since(Call call) => (long)clock.GetElapsedTime(call.Begun).TotalMilliseconds;
}

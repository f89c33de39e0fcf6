using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Stack.Json;

namespace MiniChat.ServiceInterface.Usages;

/// <summary>What is counted of calls of models, for whoever watches the server. Nobody is named in it.</summary>
public static class UsageMeters
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "MiniChat";

    /// <summary>The most models that are told apart: names come from callers, and every one is a series more.</summary>
    private const int MostModels = 32;

    private const string OtherModel = "other";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Calls = Meter.CreateCounter<long>(
        "minichat.model.calls",
        "{call}",
        "Calls of models, kept answers and passed-on ones, by model and outcome"
    );

    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>(
        "minichat.model.tokens",
        "{token}",
        "Tokens sent to models (prompt) and written by them (completion)"
    );

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "minichat.model.duration",
        "s",
        "Time from a call of a model to its end"
    );

    private static readonly Histogram<double> FirstText = Meter.CreateHistogram<double>(
        "minichat.model.first_text",
        "s",
        "Time from a call of a model to the first text of its answer"
    );

    private static readonly ConcurrentDictionary<string, string> Models = new(StringComparer.Ordinal);

    /// <summary>Counts a call.</summary>
    /// <param name="entry">The call, as the ledger has it.</param>
    internal static void Count(UsageEntry entry)
    {
        if (!Calls.Enabled)
            return;
        var model = new KeyValuePair<string, object?>("model", LabelOf(entry));
        Calls.Add(1, model, new("outcome", EnumNames.Format(typeof(AnswerState), entry.State)));
        Tokens.Add(entry.PromptTokens, model, new("kind", "prompt"));
        Tokens.Add(entry.CompletionTokens, model, new("kind", "completion"));
        Duration.Record(entry.Duration / 1000.0, model);
        if (entry.FirstTextAfter is { } after)
            FirstText.Record(after / 1000.0, model);
    }

    // A name counts for one once a model has answered under it, so that nobody can fill the table with inventions.
    private static string LabelOf(UsageEntry entry)
    {
        if (Models.TryGetValue(entry.Model, out var known))
            return known;
        var isReal = entry.State == AnswerState.Completed && Models.Count < MostModels;
        return isReal ? Models.GetOrAdd(entry.Model, entry.Model) : OtherModel;
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MiniChat.ServiceInterface.Interviews;

/// <summary>What a model wrote: questions, or what of it does not fit.</summary>
/// <param name="Questions">The questions, their choices shuffled; empty when something does not fit.</param>
/// <param name="Misfit">What does not fit, in words of ours; null when all does.</param>
internal sealed record InterviewDraft(IReadOnlyList<NewInterviewQuestion> Questions, string? Misfit)
{
    /// <summary>The most characters of a question.</summary>
    public const int ContentLength = 2000;

    /// <summary>The most characters of a choice.</summary>
    public const int ChoiceLength = 500;

    private static readonly string[] ChoiceNames = ["right", "wrong1", "wrong2", "wrong3"];

    private static readonly JsonDocumentOptions Reading = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Reads what a model wrote.</summary>
    /// <param name="text">The text.</param>
    /// <param name="count">How many questions it must have.</param>
    /// <param name="kept">Questions that must not come again.</param>
    public static InterviewDraft Read(string text, int count, IReadOnlyList<string> kept)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Reading);
            return Read(document.RootElement, count, kept);
        }
        catch (JsonException)
        {
            return Not("it was not one whole JSON object.");
        }
        catch (InvalidOperationException)
        {
            return Not("a text held half of a surrogate pair.");
        }
    }

    private static InterviewDraft Read(JsonElement root, int count, IReadOnlyList<string> kept)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return Not("it was not one whole JSON object.");
        var known = new HashSet<string>(kept.Select(content => content.Trim()), StringComparer.OrdinalIgnoreCase);
        var questions = new List<NewInterviewQuestion>(count);
        for (var number = 1; number <= count; number++)
        {
            var name = InterviewPrompt.NameOf(number);
            if (!root.TryGetProperty(name, out var item) || item.ValueKind != JsonValueKind.Object)
                return Not($"{name} was missing.");
            var content = TextOf(item, "content", ContentLength);
            if (content is null)
                return Not($"the content of {name} was missing, blank or too long.");
            if (!known.Add(content))
                return Not($"{name} asked what was asked before.");
            if (ChoicesOf(item) is not { } choices)
                return Not($"a choice of {name} was missing, blank or too long.");
            if (choices.Distinct(StringComparer.OrdinalIgnoreCase).Count() < choices.Length)
                return Not($"two choices of {name} were the same.");
            questions.Add(Shuffled(content, choices));
        }
        return new InterviewDraft(questions, null);
    }

    private static string[]? ChoicesOf(JsonElement item)
    {
        var choices = ChoiceNames.Select(name => TextOf(item, name, ChoiceLength)).OfType<string>().ToArray();
        return choices.Length == ChoiceNames.Length ? choices : null;
    }

    private static string? TextOf(JsonElement item, string name, int most)
    {
        if (!item.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
            return null;
        var text = value.GetString()!.Trim();
        return text.Length <= most && !text.Contains('\0') && text.EnumerateRunes().Any(IsSeen) ? text : null;
    }

    private static bool IsSeen(Rune rune) =>
        !Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format);

    /// <summary>Models write the right choice first: the order that is shown must not tell it.</summary>
    private static NewInterviewQuestion Shuffled(string content, string[] choices)
    {
        var right = choices[0];
        RandomNumberGenerator.Shuffle(choices.AsSpan());
        return new NewInterviewQuestion(content, choices, Array.IndexOf(choices, right));
    }

    private static InterviewDraft Not(string misfit) => new([], misfit);
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MiniChat.Host.Models.Offline;
using MiniChat.ServiceInterface.Interviews;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Models;

/// <summary>Without a model an interview has sample questions: they fit, they differ, and they are true.</summary>
[TestFixture]
internal sealed class OfflineInterviewTests
{
    private static readonly Dictionary<string, string> Descriptions = new()
    {
        ["one word"] = "Python",
        ["one letter"] = "C",
        ["emoji"] = "😀😀 🎉",
        ["a joined emoji"] = "❤️",
        ["a sign"] = "!",
        ["a sentence with words twice"] = "I write C# and SQL; I like clean code, clean tests and clean kitchens.",
        ["Cyrillic"] = "Я пишу на Python и немного готовлю борщ",
        ["Chinese and Japanese"] = "私はソフトウェア技術者です。数据库和编译器是我的专长。",
        ["10,000 letters without a blank"] = new string('漢', 10_000),
        ["Hindi"] = "हिन्दी में लिखता हूँ",
        ["words with marks"] = "cafe\u0301 cafe\u0301",
        ["our own wrong words, 10,000 characters"] = string.Concat(
            Enumerable.Repeat("lighthouse marmalade harpsichord tundra walnut ", 250)
        )[..10_000],
        ["many words, 10,000 characters"] = string.Concat(Enumerable.Range(0, 2000).Select(i => $"w{i} "))[..10_000],
        ["a word longer than any choice"] = "a\u0301" + new string('\u0301', 5000),
    };

    private static IEnumerable<string> Names => Descriptions.Keys;

    private static IReadOnlyList<CompletionMessage> MessagesOf(string description, int count, params string[] kept) =>
        InterviewPrompt.Messages(
            new InterviewJob
            {
                Making = new InterviewMaking(1, 1),
                AccountId = 1,
                Description = description,
                Kept = kept,
                NextAttemptAt = DateTimeOffset.UnixEpoch,
            },
            count,
            misfit: null
        );

    private static Task<string> WriteAsync(string description, int count, params string[] kept) =>
        FillAsync(InterviewPrompt.Schema(count), MessagesOf(description, count, kept));

    private static async Task<string> FillAsync(string schema, IReadOnlyList<CompletionMessage> messages)
    {
        var model = new OfflineAnswerModel(new OfflineOptions { TokenDelay = TimeSpan.Zero }, TimeProvider.System);
        var request = new ModelRequest
        {
            Model = "offline",
            Messages = messages,
            JsonSchema = schema,
        };
        var text = new StringBuilder();
        await foreach (var part in model.StreamAsync(request, Deadline.Soon))
            text.Append(part.Text);
        return text.ToString();
    }

    [Test]
    public async Task The_questions_fit_for_any_description_and_number(
        [ValueSource(nameof(Names))] string name,
        [Values(1, 5, 50)] int count
    )
    {
        var description = Descriptions[name];
        var text = await WriteAsync(description, count);

        var draft = InterviewDraft.Read(text, count, []);
        Assert.That(draft.Misfit, Is.Null, text);
        Assert.That(draft.Questions, Has.Count.EqualTo(count));
        Assert.That(draft.Questions.Select(question => question.Content), Is.All.Contains("no model is configured"));
        Assert.That(await WriteAsync(description, count), Is.EqualTo(text), "the same for the same description");
    }

    [Test]
    public async Task The_questions_are_true([ValueSource(nameof(Names))] string name)
    {
        var description = Descriptions[name];
        foreach (var question in JsonDocument.Parse(await WriteAsync(description, 50)).RootElement.EnumerateObject())
        {
            var content = Text(question, "content");
            var right = Text(question, "right");
            string[] wrong = [Text(question, "wrong1"), Text(question, "wrong2"), Text(question, "wrong3")];
            if (content.Contains("does your description name?") || content.Contains("does your description hold?"))
                AssertHeld(description, [right], wrong);
            else if (content.Contains("does your description not name?"))
                AssertHeld(description, wrong, [right]);
            else if (content.Contains("comes right after"))
                AssertFollowing(description, content.Split('“', '”')[1], right, wrong);
            else if (content.Contains("does the word"))
                Assert.That(Number(right), Is.EqualTo(new StringInfo(content.Split('“', '”')[1]).LengthInTextElements));
            else if (content.Contains("how many words"))
                Assert.That(
                    Number(right),
                    Is.EqualTo(description.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length)
                );
            else if (content.Contains("how many characters does your"))
                Assert.That(Number(right), Is.EqualTo(new StringInfo(description).LengthInTextElements));
            else
                Assert.Fail($"A question that nobody checks: {content}");
        }
    }

    private static void AssertHeld(string description, string[] held, string[] others)
    {
        // Whole words where there are any that can be shown, else signs.
        var words = WordsOf(description).FindAll(word => word.Length <= 24);
        foreach (var one in held)
            Assert.That(words.Count > 0 ? words.Contains(one) : description.Contains(one), one);
        foreach (var one in others)
            Assert.That(description, Does.Not.Contain(one).IgnoreCase);
    }

    private static void AssertFollowing(string description, string word, string right, string[] wrong)
    {
        var words = WordsOf(description);
        var next = words.Zip(words.Skip(1)).Where(pair => Same(pair.First, word)).Select(pair => pair.Second).ToList();
        Assert.That(next, Has.Some.EqualTo(right));
        foreach (var one in wrong)
            Assert.That(next.Exists(after => Same(after, one)), Is.False, $"{one} after {word}");
    }

    /// <summary>The words as regular expressions know them, of letters that are one UTF-16 unit each.</summary>
    private static List<string> WordsOf(string text) =>
        [.. Regex.Matches(text, @"[\p{L}\p{Nd}][\p{L}\p{Nd}\p{M}]*").Select(match => match.Value)];

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static string Text(JsonProperty question, string name) => question.Value.GetProperty(name).GetString()!;

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [Test]
    public async Task A_usual_description_gets_questions_of_several_kinds()
    {
        var kinds = InterviewDraft
            .Read(await WriteAsync("I write SQL and like clean code", 5), 5, [])
            .Questions.Select(question => question.Content[(question.Content.IndexOf(')') + 1)..]);

        Assert.That(kinds, Is.Unique);
    }

    [Test]
    public async Task Kept_questions_are_not_asked_again()
    {
        var first = InterviewDraft
            .Read(await WriteAsync("Python", 5), 5, [])
            .Questions.Select(question => question.Content)
            .ToList();
        string[] kept = [first[1], first[4]];

        var text = await WriteAsync("Python", 3, kept);

        Assert.That(InterviewDraft.Read(text, 3, kept).Misfit, Is.Null, text);
    }

    [TestCase("""{"title":"InterviewQuestions","type":"object","properties":{"topic":{"type":"string"}}}""", "topic")]
    [TestCase(
        """{"title":"InterviewQuestions","type":"object","properties":{"question1":{"$ref":"#/$defs/question"}},"$defs":{"question":{"type":"object","properties":{"other":{"type":"string"}}}}}""",
        "question1"
    )]
    [TestCase("""{"title":5,"type":"object","properties":{"a":{"type":"string"}}}""", "a")]
    public async Task A_schema_of_another_form_is_filled_as_any_other(string schema, string name)
    {
        var text = await FillAsync(schema, [new CompletionMessage { Role = "user", Content = "Python" }]);

        Assert.That(
            JsonDocument.Parse(text).RootElement.EnumerateObject().Select(field => field.Name),
            Is.EqualTo(new[] { name })
        );
        Assert.That(text, Does.Not.Contain("Sample question"));
    }

    [Test]
    public async Task An_interview_works_without_any_model()
    {
        await using var server = MiniChatServer.Start();
        using var client = await server.SignUpAsync();

        await client.DescribeAsync("I write SQL");
        var first = (await client.UntilAsync(InterviewState.Ready)).Results;
        await client.SendAsync(new AnswerInterviewQuestion { Id = first[0].Id, Answer = 0 }, Deadline.Soon);
        await client.DescribeAsync("I write SQL and bake bread");
        var second = (await client.UntilAsync(InterviewState.Ready)).Results;
        var last = new AnswerInterviewQuestionResponse();
        foreach (var question in second)
            last = await client.SendAsync(new AnswerInterviewQuestion { Id = question.Id, Answer = 0 }, Deadline.Soon);
        var result = await client.SendAsync(new GetInterviewResult(), Deadline.Soon);

        Assert.That((first.Count, second.Count, second[0].Id), Is.EqualTo((5, 5, first[0].Id)));
        Assert.That(last.State, Is.EqualTo(InterviewState.Done));
        Assert.That(result.Score, Is.EqualTo(result.Results.Count(item => item.Answer == item.RightChoice)));
    }
}

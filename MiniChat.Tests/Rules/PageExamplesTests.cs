using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Host.Dialects;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Rules;

/// <summary>The pages of the dialects are true: what they print is what the server answers.</summary>
[TestFixture]
internal sealed partial class PageExamplesTests
{
    private static IEnumerable<string> Pages => Repository.Files("docs/dialects", "*.md");

    [TestCaseSource(nameof(Pages))]
    public async Task The_examples_of_a_page_are_answered_as_it_prints_them(string page)
    {
        var examples = PageExamples.Of(Repository.Read(page));
        await using var server = MiniChatServer.Start();
        using var player = new PagePlayer(server.Address);

        foreach (var example in examples)
            await player.PlayAsync(example);

        Assert.That(examples, Is.Not.Empty, "A page shows how its dialect is spoken.");
    }

    [Test]
    public async Task Every_dialect_has_a_page_and_every_page_a_dialect()
    {
        await using var server = MiniChatServer.Start();
        var dialects = server.Services.GetServices<IDialect>().Select(dialect => NameOf(dialect.GetType()));

        Assert.That(Pages.Select(page => Path.GetFileNameWithoutExtension(page)), Is.EquivalentTo(dialects));
    }

    [TestCase("""{"a": "…", "b": {id}}""", """{"a":"x, \"y\"","b":7}""", true)]
    [TestCase("""{"a": "…"}""", """{"a":"x","b":7}""", false)]
    [TestCase("""{"a":"b c"}""", """{"a":"bc"}""", false)]
    public void Json_is_compared_whole_and_without_its_blanks(string printed, string text, bool isSame) =>
        Assert.That(new PagePattern([]).Matches(PagePattern.Dense(printed), PagePattern.Dense(text)), Is.EqualTo(isSame));

    [TestCase("data: a\n\n…\n\ndata: z", "data: a\n\ndata: b\n\ndata: c\n\ndata: z", true)]
    [TestCase("data: a\n…\ndata: z", "data: a\ndata: z", true)]
    [TestCase("data: a\n\ndata: z", "data: a\n\ndata: b\n\ndata: z", false)]
    [TestCase("data: \n", "data:\n", false)]
    [TestCase("id: {id}:1\nid: {id}:2", "id: 5:1\nid: 5:2", true)]
    [TestCase("id: {id}:1\nid: {id}:2", "id: 5:1\nid: 6:2", false)]
    public void Lines_are_compared_exactly_and_an_ellipsis_alone_is_any_number_of_them(
        string printed,
        string text,
        bool isSame
    ) => Assert.That(new PagePattern([]).Matches(printed, text), Is.EqualTo(isSame));

    /// <summary><c>question-sse</c> for <c>QuestionSseDialect</c>.</summary>
    private static string NameOf(Type dialect) =>
        Capitals().Replace(dialect.Name[..^"Dialect".Length], match => "-" + match.Value).TrimStart('-').ToLowerInvariant();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capitals();
}

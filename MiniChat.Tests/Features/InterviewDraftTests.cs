using System.Text.Json.Nodes;
using MiniChat.ServiceInterface.Interviews;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>What a model writes is taken as questions only when it is some.</summary>
[TestFixture]
internal sealed class InterviewDraftTests
{
    private static InterviewDraft Read(Action<JsonObject> change)
    {
        var text = JsonNode.Parse(InterviewText.Of(2))!.AsObject();
        change(text);
        return InterviewDraft.Read(text.ToJsonString(), 2, []);
    }

    [Test]
    public void What_fits_becomes_trimmed_questions_whose_right_choice_is_known()
    {
        var draft = Read(text => text["question1"]!["right"] = " right ");

        Assert.That(draft.Misfit, Is.Null);
        Assert.That(
            draft.Questions.Select(question => question.Content),
            Is.EqualTo(new[] { "What about topic 1?", "What about topic 2?" })
        );
        Assert.That(draft.Questions[0].Choices, Is.EquivalentTo(new[] { "right", "wrong 1a", "wrong 1b", "wrong 1c" }));
        Assert.That(
            draft.Questions.Select(question => question.Choices[question.RightChoice]),
            Is.EqualTo(new[] { "right", "right 2" })
        );
    }

    [Test]
    public void The_longest_texts_fit_and_one_more_character_does_not()
    {
        Assert.That(Read(text => text["question1"]!["content"] = new string('x', 2000)).Misfit, Is.Null);
        Assert.That(Read(text => text["question1"]!["content"] = new string('x', 2001)).Misfit, Does.Contain("question1"));
        Assert.That(Read(text => text["question2"]!["wrong3"] = new string('x', 500)).Misfit, Is.Null);
        Assert.That(Read(text => text["question2"]!["wrong3"] = new string('x', 501)).Misfit, Does.Contain("question2"));
    }

    [TestCase("content", null)]
    [TestCase("content", "")]
    [TestCase("content", " \n ")]
    [TestCase("content", "\u200b")]
    [TestCase("content", "a\0b")]
    [TestCase("right", "\t")]
    [TestCase("wrong1", "RIGHT 2")]
    [TestCase("wrong2", " wrong 2A ")]
    [TestCase("content", " what ABOUT topic 1? ")]
    public void A_text_that_is_no_use_does_not_fit(string name, string? value)
    {
        var draft = Read(text => text["question2"]![name] = value);

        Assert.That(draft.Misfit, Does.Contain("question2").And.EndsWith("."));
        Assert.That(draft.Questions, Is.Empty);
        if (value?.Trim() is { Length: > 3 } said)
            Assert.That(draft.Misfit, Does.Not.Contain(said), "what it said stays out of our words");
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("null")]
    [TestCase("\"text\"")]
    [TestCase("{")]
    [TestCase("```json\n{}\n```")]
    [TestCase("""{"question1":[],"question2":{}}""")]
    [TestCase("""{"question1":{"content":"\ud800"}}""")]
    [TestCase("""{"question1":{"content":5}}""")]
    [TestCase("""{"question1":{},"question1":{}}""")]
    public void What_is_of_another_form_does_not_fit(string text) =>
        Assert.That(InterviewDraft.Read(text, 2, []).Misfit, Is.Not.Null);

    [Test]
    public void A_question_that_was_kept_does_not_come_again() =>
        Assert.That(InterviewDraft.Read(InterviewText.Of(2), 2, ["WHAT about topic 2?"]).Misfit, Does.Contain("question2"));
}

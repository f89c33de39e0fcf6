using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Stack.Metadata;

namespace MiniChat.Tests.Stack;

[TestFixture]
public sealed class DocCommentsTests
{
    private readonly DocComments _comments = new();

    [Test]
    public void A_message_is_told_in_plain_words_on_one_line()
    {
        Assert.Multiple(() =>
        {
            Assert.That(_comments.SummaryOf(typeof(Question)), Is.EqualTo("Asks one question, outside of chats."));
            Assert.That(
                _comments.RemarksOf(typeof(Question)),
                Does.StartWith(
                    "The whole answer comes back, or a stream of AnswerEvent when `Accept` names `text/event-stream`. With"
                )
            );
        });
    }

    [Test]
    public void A_property_that_inherits_its_words_has_them() =>
        Assert.That(
            _comments.SummaryOf(typeof(Question).GetProperty(nameof(Question.Stream))!),
            Is.Not.Null.And.EqualTo(_comments.SummaryOf(typeof(IMayStream).GetProperty(nameof(IMayStream.Stream))!))
        );

    [Test]
    public void Every_property_of_every_message_is_told()
    {
        var messages = typeof(Question)
            .Assembly.GetExportedTypes()
            .Where(type => type.IsAssignableTo(typeof(IReturnVoid)) || type.Name.EndsWith("Response", StringComparison.Ordinal));
        Assert.That(
            messages.SelectMany(type => type.GetProperties()).Where(property => _comments.SummaryOf(property) is null),
            Is.Empty
        );
    }

    [Test]
    public void An_assembly_without_docstrings_has_none() => Assert.That(_comments.SummaryOf(typeof(Uri)), Is.Null);
}

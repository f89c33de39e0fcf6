using System.Text;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>Who may go through an interview, and what they may send.</summary>
[TestFixture]
internal sealed class InterviewInputTests : InterviewFixture
{
    [Test]
    public async Task The_questions_of_somebody_else_are_not_there()
    {
        var questions = await Client.InterviewAsync(Model);
        using var other = await Server.SignUpAsync();
        var missing = new InterviewQuestion { Id = questions[0].Id + 4711, Choices = questions[0].Choices };

        var foreign = await RefusalAsync(() => other.AnswerAsync(questions[0]));
        var none = await RefusalAsync(() => other.AnswerAsync(missing));

        Assert.That((foreign.Status, foreign.Code), Is.EqualTo((404, "NotFound")));
        Assert.That(foreign.Message, Is.EqualTo(none.Message.Replace($"{missing.Id}", $"{questions[0].Id}")));
        Assert.That(
            (await other.SendAsync(new FindInterviewQuestions(), Deadline.Soon)).State,
            Is.EqualTo(InterviewState.NotStarted)
        );
        Assert.That((await other.SendAsync(new GetProfile(), Deadline.Soon)).SkillDescription, Is.Null);
        Assert.That((await Client.SendAsync(new FindInterviewQuestions(), Deadline.Soon)).Results[0].Answer, Is.Null);
    }

    [TestCase("{}")]
    [TestCase("""{"description":""}""")]
    [TestCase("""{"description":" \n\t"}""")]
    [TestCase("""{"description":null}""")]
    [TestCase("""{"description":5}""")]
    public async Task A_description_that_says_nothing_is_refused(string body)
    {
        var reply = await PutAsync("/profile/skill-description", body);

        Assert.That((reply.Status, reply.Fields), Is.EqualTo((400, new[] { "Description" })), reply.Body);
        Assert.That((await Client.SendAsync(new GetProfile(), Deadline.Soon)).Interview, Is.EqualTo(InterviewState.NotStarted));
    }

    [Test]
    public async Task A_description_has_at_most_10000_characters()
    {
        var tooLong = await RefusalAsync(() => Client.DescribeAsync(new string('x', 10_001)));
        var longest = await Client.DescribeAsync(new string('x', 10_000));

        Assert.That((tooLong.Status, tooLong.Code), Is.EqualTo((400, "MaximumLength")));
        Assert.That(tooLong.Message, Does.Contain("10000"));
        Assert.That(longest.State, Is.EqualTo(InterviewState.Making));
    }

    [TestCase("{}", "NotEmpty")]
    [TestCase("""{"answer":null}""", "NotEmpty")]
    [TestCase("""{"answer":-1}""", "InclusiveBetween")]
    [TestCase("""{"answer":4}""", "InclusiveBetween")]
    [TestCase("""{"answer":1.5}""", "SerializationException")]
    [TestCase("""{"answer":"b"}""", "SerializationException")]
    [TestCase("""{"answer":[1]}""", "SerializationException")]
    [TestCase("""{"answer":99999999999}""", "SerializationException")]
    public async Task An_answer_is_a_number_from_0_to_3(string body, string code)
    {
        var questions = await Client.InterviewAsync(Model);

        var reply = await PutAsync($"/interview/questions/{questions[0].Id}/answer", body);

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((400, code)), reply.Body);
        Assert.That(reply.Fields, Is.EqualTo(new[] { "Answer" }));
        if (code == "InclusiveBetween")
            Assert.That(reply.Message, Does.Contain("between 0 and 3"));
        Assert.That((await Client.SendAsync(new FindInterviewQuestions(), Deadline.Soon)).Results[0].Answer, Is.Null);
    }

    [Test]
    public async Task A_key_needs_the_scope_chat_for_interviews_and_account_for_the_profile()
    {
        var key = await Client.SendAsync(new CreateApiKey { Name = "program", Scopes = ["chat"] }, Deadline.Soon);
        using var program = new MiniChatClient(Server.Address) { BearerToken = key.Key };

        await program.InterviewAsync(Model);
        var profile = await RefusalAsync(() => program.SendAsync(new GetProfile(), Deadline.Soon));

        Assert.That((profile.Status, profile.Code), Is.EqualTo((403, "Forbidden")));
        // Kept soon after: the call counts as the key's.
        for (var deadline = Deadline.Soon; ; deadline.ThrowIfCancellationRequested())
        {
            if ((await Client.SendAsync(new FindUsage { KeyId = key.Id }, deadline)).Totals.Calls == 1)
                break;
        }
    }

    [TestCase("/profile")]
    [TestCase("/interview/questions")]
    [TestCase("/interview/result")]
    public async Task Nobody_has_no_interview(string path)
    {
        Http.Token = null;

        Assert.That((await Http.GetAsync(path)).Status, Is.EqualTo(401));
        Assert.That((await PutAsync("/profile/skill-description", """{"description":"x"}""")).Status, Is.EqualTo(401));
    }
}

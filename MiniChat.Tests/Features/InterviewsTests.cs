using System.Text;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>An interview as its person sees it; how the questions are made is <see cref="InterviewMakingTests"/>.</summary>
[TestFixture]
internal sealed class InterviewsTests : InterviewFixture
{
    [Test]
    public async Task A_new_account_has_a_profile_and_no_interview()
    {
        var before = DateTime.UnixEpoch.AddYears(50);

        var profile = await Client.SendAsync(new GetProfile(), Deadline.Soon);
        var found = await Http.GetAsync("/interview/questions");
        var result = await Http.GetAsync("/interview/result");

        Assert.That((profile.UserId, profile.UserName, profile.Interview), Is.EqualTo((1, "person1", InterviewState.NotStarted)));
        Assert.That(profile.CreatedDate, Is.GreaterThan(before));
        Assert.That(profile.SkillDescription, Is.Null);
        Assert.That(found.Body, Is.EqualTo("""{"state":"notStarted","results":[]}"""));
        Assert.That((result.Status, result.ErrorCode), Is.EqualTo((409, "InterviewNotDone")));
        Assert.That(result.Message, Does.Contain("UpdateSkillDescription"));
    }

    [Test]
    public async Task A_description_becomes_questions_and_answers_a_result()
    {
        var told = await PutAsync("/profile/skill-description", """{"description":"I grow walnuts."}""");
        var call = await Model.NextCallAsync();
        var making = await Client.SendAsync(new FindInterviewQuestions(), Deadline.Soon);
        call.Say(InterviewText.Of(3)).Finish();
        var questions = (await Client.UntilAsync(InterviewState.Ready)).Results;
        var profile = await Client.SendAsync(new GetProfile(), Deadline.Soon);
        var first = await Client.AnswerAsync(questions[0]);
        var second = await Client.AnswerAsync(questions[1], rightly: false);
        var third = await Client.AnswerAsync(questions[2]);
        var done = await Client.SendAsync(new FindInterviewQuestions(), Deadline.Soon);
        var result = await Client.SendAsync(new GetInterviewResult(), Deadline.Soon);

        Assert.That((told.Status, told.Body), Is.EqualTo((200, """{"state":"making"}""")));
        Assert.That(
            (making.State, making.Results.Count, making.Error),
            Is.EqualTo((InterviewState.Making, 0, (AnswerError?)null))
        );
        Assert.That(
            questions.Select(question => question.Content),
            Is.EqualTo(new[] { 1, 2, 3 }.Select(n => $"What about topic {n}?"))
        );
        Assert.That(questions[1].Choices, Is.EquivalentTo(new[] { "right 2", "wrong 2a", "wrong 2b", "wrong 2c" }));
        Assert.That(questions.Select(question => question.Answer), Is.All.Null);
        Assert.That((profile.SkillDescription, profile.Interview), Is.EqualTo(("I grow walnuts.", InterviewState.Ready)));
        Assert.That((first.State, first.Left), Is.EqualTo((InterviewState.Ready, 2)));
        Assert.That((second.State, second.Left), Is.EqualTo((InterviewState.Ready, 1)));
        Assert.That((third.State, third.Left), Is.EqualTo((InterviewState.Done, 0)));
        Assert.That(done.State, Is.EqualTo(InterviewState.Done));
        Assert.That(
            done.Results.Select(question => question.Answer),
            Is.EqualTo(result.Results.Select(item => (int?)item.Answer))
        );
        Assert.That(result.Score, Is.EqualTo(2));
        Assert.That(
            result.Results.Select(item => item.Choices[item.RightChoice]),
            Is.EqualTo(new[] { "right 1", "right 2", "right 3" })
        );
        Assert.That(result.Results.Select(item => item.Answer == item.RightChoice), Is.EqualTo(new[] { true, false, true }));
        Assert.That(result.DoneDate, Is.GreaterThanOrEqualTo(profile.CreatedDate));
    }

    [Test]
    public async Task The_right_choice_is_in_no_body_before_the_end_and_its_place_tells_nothing()
    {
        var questions = await Client.InterviewAsync(Model);
        await Client.AnswerAsync(questions[0]);
        var bodies = new[]
        {
            await Http.GetAsync("/interview/questions"),
            await Http.GetAsync("/profile"),
            await Http.GetAsync("/interview/result"),
            await PutAsync($"/interview/questions/{questions[1].Id}/answer", """{"answer":0}"""),
            await PutAsync($"/interview/questions/{questions[1].Id}/answer", """{"answer":4}"""),
        };

        Assert.That(bodies.Select(reply => reply.Body), Is.All.Not.Contain("rightChoice").And.All.Not.Contain("score"));
        foreach (var field in bodies[0].Json["results"]!.AsArray().SelectMany(question => question!.AsObject()))
            Assert.That(field.Key, Is.AnyOf("id", "content", "choices", "answer"));

        // In 14 questions the right choice always stands at the same place once in 67 million runs.
        List<int> places = [];
        for (var i = 0; i < 14; i++)
            places.AddRange(
                (await Client.InterviewAsync(Model, $"another {i}"))
                    .Where(question => question.Answer is null)
                    .Select(question =>
                        question.Choices.FindIndex(choice => choice.StartsWith("right", StringComparison.Ordinal))
                    )
            );
        Assert.That(places.Distinct().Count(), Is.GreaterThan(1));
    }

    [Test]
    public async Task Answers_can_be_changed_until_the_last_one()
    {
        var questions = await Client.InterviewAsync(Model);
        await Client.AnswerAsync(questions[0], rightly: false);
        await Client.AnswerAsync(questions[1]);

        var changed = await Client.AnswerAsync(questions[0]);
        var last = await Client.AnswerAsync(questions[2]);
        var late = await RefusalAsync(() => Client.AnswerAsync(questions[0], rightly: false));

        Assert.That((changed.State, changed.Left), Is.EqualTo((InterviewState.Ready, 1)));
        Assert.That(last.State, Is.EqualTo(InterviewState.Done));
        Assert.That((late.Status, late.Code), Is.EqualTo((409, "InterviewDone")));
        Assert.That((await Client.SendAsync(new GetInterviewResult(), Deadline.Soon)).Score, Is.EqualTo(3));
    }

    [Test]
    public async Task A_new_description_keeps_what_was_answered_and_replaces_the_rest()
    {
        var old = await Client.InterviewAsync(Model, "walnuts");
        await Client.AnswerAsync(old[1], rightly: false);

        await Client.DescribeAsync("almonds");
        var call = await Model.NextCallAsync();
        var gone = await RefusalAsync(() => Client.AnswerAsync(old[0]));
        var changed = await Client.AnswerAsync(old[1]);
        call.Say(InterviewText.Of(2, "almonds")).Finish();
        var questions = (await Client.UntilAsync(InterviewState.Ready)).Results;
        await Client.AnswerAsync(questions[1]);
        var last = await Client.AnswerAsync(questions[2], rightly: false);

        Assert.That(InterviewText.CountOf(call.Request.JsonSchema!), Is.EqualTo(2), "as many as are missing");
        Assert.That(call.Request.Messages[0].Content, Does.Contain(old[1].Content).And.Not.Contain(old[0].Content));
        Assert.That(gone.Status, Is.EqualTo(404));
        Assert.That((changed.State, changed.Left), Is.EqualTo((InterviewState.Making, 2)));
        Assert.That(
            questions.Select(question => question.Content),
            Is.EqualTo(new[] { old[1].Content, "What about almonds 1?", "What about almonds 2?" })
        );
        Assert.That((questions[0].Id, questions[0].Answer is null), Is.EqualTo((old[1].Id, false)));
        Assert.That(last.State, Is.EqualTo(InterviewState.Done));
        Assert.That((await Client.SendAsync(new GetInterviewResult(), Deadline.Soon)).Score, Is.EqualTo(2));
    }

    [Test]
    public async Task After_a_done_interview_another_begins_and_the_last_result_can_still_be_read()
    {
        var old = await Client.InterviewAsync(Model, "walnuts");
        foreach (var question in old)
            await Client.AnswerAsync(question);

        var next = await Client.InterviewAsync(Model, "almonds");
        var late = await RefusalAsync(() => Client.AnswerAsync(old[0]));
        var result = await Client.SendAsync(new GetInterviewResult(), Deadline.Soon);
        foreach (var question in next)
            await Client.AnswerAsync(question, rightly: false);
        var newer = await Client.SendAsync(new GetInterviewResult(), Deadline.Soon);

        Assert.That(next.Select(question => question.Id), Has.None.AnyOf(old.Select(question => (object)question.Id).ToArray()));
        Assert.That((late.Status, late.Code), Is.EqualTo((409, "InterviewDone")));
        Assert.That((result.Score, result.Results[0].Content), Is.EqualTo((3, "What about walnuts 1?")));
        Assert.That((newer.Score, newer.Results[0].Content), Is.EqualTo((0, "What about almonds 1?")));
    }

    [Test]
    public async Task The_same_description_sent_twice_calls_the_model_once()
    {
        var both = await Task.WhenAll(Client.DescribeAsync("walnuts"), Client.DescribeAsync("walnuts"));
        var call = await Model.NextCallAsync();
        var again = await Client.DescribeAsync("walnuts");
        call.Say(InterviewText.Of(3)).Finish();
        var questions = (await Client.UntilAsync(InterviewState.Ready)).Results;

        Assert.That(both.Append(again).Select(response => response.State), Is.All.EqualTo(InterviewState.Making));
        Assert.That(questions, Has.Count.EqualTo(3));
        Assert.That(Model.Requests, Has.Count.EqualTo(1));
    }
}

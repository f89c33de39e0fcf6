using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.Interviews;
using MiniChat.ServiceModel;

namespace MiniChat.Tests.Storage;

/// <summary>What every engine promises of interviews.</summary>
internal abstract class InterviewStoreContract
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    protected IInterviewStore Interviews { get; set; } = null!;
    protected IAccountStore Accounts { get; set; } = null!;

    /// <summary>Makes an account and gives its number.</summary>
    protected abstract Task<long> NewAccountAsync();

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    private Task<InterviewMaking> DescribeAsync(long account, string text = "cooks", DateTimeOffset? at = null) =>
        Interviews.DescribeAsync(new NewDescription(account, text, KeyId: 7, at ?? Now), Cancel);

    private async Task<InterviewJob> JobAsync(long account) =>
        (await Interviews.FindJobsAsync("node-a", 100, Cancel)).Single(job => job.AccountId == account);

    private static NewInterviewQuestion[] Questions(int count, string topic = "q") =>
        [.. Enumerable.Range(1, count).Select(n => new NewInterviewQuestion($"{topic}{n}", ["a", "b \"x\"", "ç", "😀"], n % 4))];

    private async Task<StoredInterview> ReadyAsync(long account, int count = 2)
    {
        await DescribeAsync(account);
        Assert.That(await Interviews.CompleteAsync(await JobAsync(account), Questions(count), Cancel));
        return (await Interviews.FindAsync(account, Cancel))!;
    }

    private Task<InterviewStanding?> AnswerAsync(long account, long question, int choice = 0, DateTimeOffset? at = null) =>
        Interviews.AnswerAsync(new NewInterviewAnswer(account, question, choice, at ?? Now), Cancel);

    [Test]
    public async Task A_first_description_begins_an_interview_whose_questions_are_to_be_made()
    {
        var account = await NewAccountAsync();
        Assert.That(await Interviews.FindAsync(account, Cancel), Is.Null);

        var making = await DescribeAsync(account, "Grüße 😀");

        var found = (await Interviews.FindAsync(account, Cancel))!;
        Assert.That(
            (found.Id, found.State, found.Description),
            Is.EqualTo((making.InterviewId, InterviewState.Making, "Grüße 😀"))
        );
        Assert.That(
            (found.Questions.Count, found.Error, found.DoneAt),
            Is.EqualTo((0, (AnswerError?)null, (DateTimeOffset?)null))
        );
        var job = await JobAsync(account);
        Assert.That((job.Making, job.KeyId, job.Description), Is.EqualTo((making, (long?)7, "Grüße 😀")));
        Assert.That((job.Attempts, job.NextAttemptAt, job.Kept.Count), Is.EqualTo((0, Now, 0)));
    }

    [Test]
    public async Task The_same_description_while_questions_are_made_changes_nothing_and_another_replaces_it()
    {
        var account = await NewAccountAsync();
        var first = await DescribeAsync(account);
        await Interviews.RetryAsync(await JobAsync(account), Now.AddSeconds(5), Cancel);

        var same = await DescribeAsync(account, at: Now.AddSeconds(1));
        var unchanged = await JobAsync(account);
        var other = await DescribeAsync(account, "bakes", Now.AddSeconds(2));
        var replaced = await JobAsync(account);

        Assert.That(same, Is.EqualTo(first));
        Assert.That((unchanged.Attempts, unchanged.NextAttemptAt), Is.EqualTo((1, Now.AddSeconds(5))));
        Assert.That((other.InterviewId, other.Generation), Is.EqualTo((first.InterviewId, first.Generation + 1)));
        Assert.That((replaced.Making, replaced.Description), Is.EqualTo((other, "bakes")));
        Assert.That((replaced.Attempts, replaced.NextAttemptAt), Is.EqualTo((0, Now.AddSeconds(2) + NewDescription.Pause)));
    }

    [Test]
    public async Task Many_descriptions_at_once_leave_one_interview()
    {
        var account = await NewAccountAsync();

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => DescribeAsync(account, $"text {i % 2}")));

        Assert.That(all.Select(making => making.InterviewId).Distinct().Count(), Is.EqualTo(1));
        Assert.That((await JobAsync(account)).Making.Generation, Is.EqualTo(all.Max(making => making.Generation)));
    }

    [Test]
    public async Task Questions_that_were_made_are_ready_and_their_right_choices_are_not_told()
    {
        var account = await NewAccountAsync();

        var interview = await ReadyAsync(account, count: 3);

        Assert.That(interview.State, Is.EqualTo(InterviewState.Ready));
        Assert.That(interview.Questions.Select(question => question.Content), Is.EqualTo(new[] { "q1", "q2", "q3" }));
        Assert.That(interview.Questions[0].Choices, Is.EqualTo(new[] { "a", "b \"x\"", "ç", "😀" }));
        Assert.That(
            interview.Questions.Select(question => (question.Answer, question.RightChoice)),
            Is.All.EqualTo(((int?)null, (int?)null))
        );
        Assert.That(await Interviews.FindJobsAsync("node-a", 100, Cancel), Is.Empty);
        Assert.That(await Interviews.FindDoneAsync(account, Cancel), Is.Null);
    }

    [Test]
    public async Task What_was_made_of_a_job_that_changed_meanwhile_is_not_kept()
    {
        var account = await NewAccountAsync();
        await DescribeAsync(account);
        var old = await JobAsync(account);
        await DescribeAsync(account, "bakes");
        var tried = await JobAsync(account);
        await Interviews.RetryAsync(tried, Now, Cancel);
        var current = await JobAsync(account);
        var error = new AnswerError { ErrorCode = "Late", Message = "late" };

        foreach (var late in new[] { old, tried })
        {
            Assert.That(await Interviews.CompleteAsync(late, Questions(1), Cancel), Is.False);
            Assert.That(await Interviews.RetryAsync(late, Now.AddDays(1), Cancel), Is.False);
            Assert.That(await Interviews.FailAsync(late, error, Cancel), Is.False);
        }
        var unchanged = await JobAsync(account);
        Assert.That((unchanged.Making, unchanged.Attempts), Is.EqualTo((current.Making, 1)));
        Assert.That(await Interviews.CompleteAsync(current, Questions(1), Cancel), Is.True);
        Assert.That(await Interviews.CompleteAsync(current, Questions(1, "again"), Cancel), Is.False, "once");
        Assert.That((await Interviews.FindAsync(account, Cancel))!.Questions.Single().Content, Is.EqualTo("q1"));
    }

    [Test]
    public async Task A_job_that_is_given_up_tells_why_until_another_description_comes()
    {
        var account = await NewAccountAsync();
        await DescribeAsync(account);

        var isKept = await Interviews.FailAsync(
            await JobAsync(account),
            new AnswerError { ErrorCode = "ModelKeyRefused", Message = "why" },
            Cancel
        );

        var failed = (await Interviews.FindAsync(account, Cancel))!;
        Assert.That(
            (isKept, failed.State, failed.Error!.ErrorCode, failed.Error.Message),
            Is.EqualTo((true, InterviewState.Failed, "ModelKeyRefused", "why"))
        );
        Assert.That(await Interviews.FindJobsAsync("node-a", 100, Cancel), Is.Empty);
        var again = await DescribeAsync(account, failed.Description);
        Assert.That((again.InterviewId, again.Generation), Is.EqualTo((failed.Id, 2)), "the same text begins anew");
        Assert.That((await Interviews.FindAsync(account, Cancel))!.Error, Is.Null);
    }

    [Test]
    public async Task Jobs_come_in_the_order_in_which_they_are_due_and_no_more_than_asked()
    {
        var (first, second, third) = (await NewAccountAsync(), await NewAccountAsync(), await NewAccountAsync());
        await DescribeAsync(first, at: Now.AddSeconds(3));
        await DescribeAsync(second, at: Now.AddSeconds(1));
        await DescribeAsync(third, at: Now.AddSeconds(2));

        var jobs = await Interviews.FindJobsAsync("node-a", 2, Cancel);

        Assert.That(jobs.Select(job => job.AccountId), Is.EqualTo(new[] { second, third }));
    }

    [Test]
    public async Task Answers_are_kept_and_the_last_one_makes_the_interview_done()
    {
        var account = await NewAccountAsync();
        var interview = await ReadyAsync(account);
        var (one, two) = (interview.Questions[0].Id, interview.Questions[1].Id);

        var first = await AnswerAsync(account, one, 3);
        var changed = await AnswerAsync(account, one, 1);
        var last = await AnswerAsync(account, two, 0, Now.AddSeconds(9));
        var late = await AnswerAsync(account, one, 2, Now.AddSeconds(10));

        Assert.That(first, Is.EqualTo(new InterviewStanding(true, InterviewState.Ready, 1, 1)));
        Assert.That(changed, Is.EqualTo(first));
        Assert.That(last, Is.EqualTo(new InterviewStanding(true, InterviewState.Done, 2, 0)));
        Assert.That(late, Is.EqualTo(new InterviewStanding(false, InterviewState.Done, 2, 0)));
        var done = (await Interviews.FindDoneAsync(account, Cancel))!;
        Assert.That((done.Id, done.DoneAt), Is.EqualTo((interview.Id, (DateTimeOffset?)Now.AddSeconds(9))));
        Assert.That(
            done.Questions.Select(question => (question.Answer, question.RightChoice)),
            Is.EqualTo(new (int?, int?)[] { (1, 1), (0, 2) })
        );
    }

    [Test]
    public async Task Last_answers_at_the_same_moment_make_it_done_once()
    {
        var account = await NewAccountAsync();
        var interview = await ReadyAsync(account, count: 8);

        var all = await Task.WhenAll(
            interview.Questions.Select((question, i) => AnswerAsync(account, question.Id, 0, Now.AddSeconds(i)))
        );

        Assert.That(all.Count(standing => standing!.State == InterviewState.Done), Is.EqualTo(1));
        Assert.That(all.Select(standing => standing!.Open), Is.EquivalentTo(Enumerable.Range(0, 8)));
        var done = (await Interviews.FindDoneAsync(account, Cancel))!;
        Assert.That(done.DoneAt, Is.EqualTo(Now.AddSeconds(Array.FindIndex(all, standing => standing!.Open == 0))));
    }

    [Test]
    public async Task A_question_of_another_account_is_not_there()
    {
        var account = await NewAccountAsync();
        var other = await NewAccountAsync();
        var question = (await ReadyAsync(account)).Questions[0].Id;

        Assert.That(await AnswerAsync(other, question), Is.Null);
        Assert.That(await AnswerAsync(account, question + 1000), Is.Null);
        Assert.That((await Interviews.FindAsync(account, Cancel))!.Questions[0].Answer, Is.Null);
        Assert.That(await Interviews.FindAsync(other, Cancel), Is.Null);
    }

    [Test]
    public async Task A_new_description_keeps_answered_questions_and_their_numbers_are_not_given_again()
    {
        var account = await NewAccountAsync();
        var old = await ReadyAsync(account, count: 3);
        await AnswerAsync(account, old.Questions[1].Id, 2);

        await DescribeAsync(account, "bakes");

        Assert.That(await AnswerAsync(account, old.Questions[2].Id), Is.Null);
        var during = await AnswerAsync(account, old.Questions[1].Id, 3);
        Assert.That(
            during,
            Is.EqualTo(new InterviewStanding(true, InterviewState.Making, 1, 0)),
            "all are answered, but not done"
        );
        var job = await JobAsync(account);
        Assert.That(job.Kept, Is.EqualTo(new[] { "q2" }));
        await Interviews.CompleteAsync(job, Questions(2, "new"), Cancel);
        var ready = (await Interviews.FindAsync(account, Cancel))!;
        Assert.That((ready.Id, ready.State), Is.EqualTo((old.Id, InterviewState.Ready)));
        Assert.That(ready.Questions.Select(question => question.Content), Is.EqualTo(new[] { "q2", "new1", "new2" }));
        Assert.That(ready.Questions.Select(question => question.Answer), Is.EqualTo(new int?[] { 3, null, null }));
        Assert.That(ready.Questions.Skip(1).Select(question => question.Id), Has.All.GreaterThan(old.Questions[2].Id));
    }

    [Test]
    public async Task After_one_that_is_done_another_begins_and_the_done_one_stays_as_it_is()
    {
        var account = await NewAccountAsync();
        var old = await ReadyAsync(account, count: 1);
        await AnswerAsync(account, old.Questions[0].Id);

        var next = await DescribeAsync(account, "bakes");

        Assert.That((next.InterviewId > old.Id, next.Generation), Is.EqualTo((true, 1)));
        Assert.That((await Interviews.FindAsync(account, Cancel))!.State, Is.EqualTo(InterviewState.Making));
        Assert.That((await Interviews.FindDoneAsync(account, Cancel))!.Id, Is.EqualTo(old.Id));
        Assert.That((await AnswerAsync(account, old.Questions[0].Id, 1))!.IsKept, Is.False);
        Assert.That((await JobAsync(account)).Kept, Is.Empty);
    }

    [Test]
    public async Task Interviews_go_with_their_account_and_a_job_of_it_just_ends()
    {
        var account = await NewAccountAsync();
        await DescribeAsync(account);
        var job = await JobAsync(account);

        await Accounts.DeleteAsync(account, Cancel);

        Assert.That(await Interviews.FindJobsAsync("node-a", 100, Cancel), Is.Empty);
        Assert.That(await Interviews.CompleteAsync(job, Questions(1), Cancel), Is.False);
        Assert.That(await Interviews.FindAsync(account, Cancel), Is.Null);
    }

    [Test]
    public async Task A_job_is_taken_once_and_can_be_taken_again_by_the_same_node()
    {
        var account = await NewAccountAsync();
        await DescribeAsync(account);
        var job = await JobAsync(account);

        Assert.That(await Interviews.ClaimAsync(job, "node-a", Cancel));
        Assert.That(await Interviews.ClaimAsync(job, "node-a", Cancel));
        Assert.That(await Interviews.ClaimAsync(job with { Attempts = 7 }, "node-a", Cancel), Is.False);
        Assert.That((await JobAsync(account)).Making, Is.EqualTo(job.Making));
    }
}

using MiniChat.ServiceInterface.Interviews;
using MiniChat.ServiceModel;

namespace MiniChat.Host.Storage.Sql;

/// <summary>Interviews, in any engine.</summary>
/// <param name="engine">Where the rows lie.</param>
public sealed class SqlInterviewStore(ISqlEngine engine) : IInterviewStore
{
    private const string Newest = """
        SELECT id, state, generation, description FROM interviews WHERE account_id = @account ORDER BY id DESC LIMIT 1
        """;

    private const string Insert = """
        INSERT INTO interviews (account_id, key_id, description, state, generation, attempts, next_attempt_at, created_at)
        VALUES (@account, @key, @description, 'making', 1, 0, @at, @at)
        """;

    private const string Again = """
        UPDATE interviews SET key_id = @key, description = @description, state = 'making', generation = generation + 1,
            attempts = 0, next_attempt_at = @next, error_code = NULL, error_message = NULL, node_id = NULL
        WHERE id = @id
        """;

    private const string DeleteOpen = "DELETE FROM interview_questions WHERE interview_id = @id AND answer IS NULL";

    private const string FindOwn = """
        SELECT q.interview_id, i.state FROM interview_questions q JOIN interviews i ON i.id = q.interview_id
        WHERE q.id = @id AND i.account_id = @account
        """;

    private const string KeepAnswer = "UPDATE interview_questions SET answer = @choice WHERE id = @id";

    private const string CountAnswers = """
        SELECT count(answer), count(*) - count(answer) FROM interview_questions WHERE interview_id = @id
        """;

    private const string MakeDone = "UPDATE interviews SET state = 'done', done_at = @at WHERE id = @id AND state = 'ready'";

    // What a job was when it was found: else somebody has changed it, and what was made of it does not count.
    private const string AsFound = "WHERE id = @id AND state = 'making' AND generation = @generation AND attempts = @attempts";

    private const string MakeReady = "UPDATE interviews SET state = 'ready', attempts = 0, next_attempt_at = NULL " + AsFound;

    private const string TryAgain =
        "UPDATE interviews SET attempts = attempts + 1, next_attempt_at = @at, node_id = NULL " + AsFound;

    private const string GiveUp =
        "UPDATE interviews SET state = 'failed', attempts = attempts + 1, next_attempt_at = NULL, error_code = @code, "
        + "error_message = @message "
        + AsFound;

    private static readonly SqlText Claim = new(flavour =>
        $"UPDATE interviews AS i SET node_id = @node {AsFound} AND {SqlInterviewRows.Free(flavour)}"
    );

    private const string InsertQuestion = """
        INSERT INTO interview_questions (interview_id, content, choices, right_choice) VALUES (@id, @content, @choices, @right)
        """;

    /// <inheritdoc/>
    public Task<InterviewMaking> DescribeAsync(NewDescription description, CancellationToken cancel) =>
        engine.WriteAsync(session => DescribeAsync(session, description), cancel);

    /// <inheritdoc/>
    public Task<StoredInterview?> FindAsync(long accountId, CancellationToken cancel) =>
        engine.ReadAsync(session => SqlInterviewRows.FindAsync(session, accountId), cancel);

    /// <inheritdoc/>
    public Task<StoredInterview?> FindDoneAsync(long accountId, CancellationToken cancel) =>
        engine.ReadAsync(session => SqlInterviewRows.FindDoneAsync(session, accountId), cancel);

    /// <inheritdoc/>
    public Task<InterviewStanding?> AnswerAsync(NewInterviewAnswer answer, CancellationToken cancel) =>
        engine.WriteAsync(session => AnswerAsync(session, answer), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<InterviewJob>> FindJobsAsync(string nodeId, int most, CancellationToken cancel) =>
        engine.ReadAsync(session => SqlInterviewRows.JobsAsync(session, nodeId, most), cancel);

    /// <inheritdoc/>
    public Task<bool> ClaimAsync(InterviewJob job, string nodeId, CancellationToken cancel) =>
        engine.WriteAsync(session => ChangeAsync(session.Prepare(Claim.For(session)).Bind("@node", nodeId), job), cancel);

    /// <inheritdoc/>
    public Task<bool> CompleteAsync(InterviewJob job, IReadOnlyList<NewInterviewQuestion> questions, CancellationToken cancel) =>
        engine.WriteAsync(
            async session =>
            {
                if (!await ChangeAsync(session.Prepare(MakeReady), job))
                    return false;
                foreach (var question in questions)
                {
                    await session
                        .Prepare(InsertQuestion)
                        .Bind("@id", job.Making.InterviewId)
                        .Bind("@content", question.Content)
                        .Bind("@choices", SqlInterviewRows.WriteChoices(question.Choices))
                        .Bind("@right", question.RightChoice)
                        .ExecuteAsync();
                }
                return true;
            },
            cancel
        );

    /// <inheritdoc/>
    public Task<bool> RetryAsync(InterviewJob job, DateTimeOffset at, CancellationToken cancel) =>
        engine.WriteAsync(session => ChangeAsync(session.Prepare(TryAgain).Bind("@at", at), job), cancel);

    /// <inheritdoc/>
    public Task<bool> FailAsync(InterviewJob job, AnswerError error, CancellationToken cancel) =>
        engine.WriteAsync(
            session => ChangeAsync(session.Prepare(GiveUp).Bind("@code", error.ErrorCode).Bind("@message", error.Message), job),
            cancel
        );

    private static async ValueTask<InterviewMaking> DescribeAsync(SqlSession session, NewDescription description)
    {
        await session.LockAsync(SqlLock.Account(description.AccountId));
        var newest = await session
            .Prepare(Newest)
            .Bind("@account", description.AccountId)
            .FirstAsync(row => new
            {
                Id = row.Number(0),
                State = row.Text(1),
                Generation = row.Number(2),
                Text = row.Text(3),
            });
        if (newest is null or { State: "done" })
        {
            var id = await session
                .Prepare(Insert)
                .Bind("@account", description.AccountId)
                .Bind("@key", description.KeyId)
                .Bind("@description", description.Text)
                .Bind("@at", description.At)
                .InsertAsync();
            return new InterviewMaking(id, 1);
        }
        if (newest.State == "making" && newest.Text == description.Text)
            return new InterviewMaking(newest.Id, newest.Generation);
        await session
            .Prepare(Again)
            .Bind("@id", newest.Id)
            .Bind("@key", description.KeyId)
            .Bind("@description", description.Text)
            .Bind("@next", newest.State == "making" ? description.At + NewDescription.Pause : description.At)
            .ExecuteAsync();
        await session.Prepare(DeleteOpen).Bind("@id", newest.Id).ExecuteAsync();
        return new InterviewMaking(newest.Id, newest.Generation + 1);
    }

    private static async ValueTask<InterviewStanding?> AnswerAsync(SqlSession session, NewInterviewAnswer answer)
    {
        await session.LockAsync(SqlLock.Account(answer.AccountId));
        var found = await session
            .Prepare(FindOwn)
            .Bind("@id", answer.QuestionId)
            .Bind("@account", answer.AccountId)
            .FirstAsync(row => new { InterviewId = row.Number(0), State = SqlInterviewRows.State(row.Text(1)) });
        if (found is null)
            return null;
        var isKept = found.State != InterviewState.Done;
        if (isKept)
            await session.Prepare(KeepAnswer).Bind("@id", answer.QuestionId).Bind("@choice", answer.Choice).ExecuteAsync();
        var (answered, open) = await session
            .Prepare(CountAnswers)
            .Bind("@id", found.InterviewId)
            .FirstAsync(row => ((int)row.Number(0), (int)row.Number(1)));
        if (found.State != InterviewState.Ready || open > 0)
            return new InterviewStanding(isKept, found.State, answered, open);
        await session.Prepare(MakeDone).Bind("@id", found.InterviewId).Bind("@at", answer.At).ExecuteAsync();
        return new InterviewStanding(isKept, InterviewState.Done, answered, open);
    }

    private static async ValueTask<bool> ChangeAsync(SqlStatement statement, InterviewJob job) =>
        await statement
            .Bind("@id", job.Making.InterviewId)
            .Bind("@generation", job.Making.Generation)
            .Bind("@attempts", job.Attempts)
            .ExecuteAsync() == 1;
}

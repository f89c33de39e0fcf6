using System.Text.Json.Nodes;
using MiniChat.ServiceInterface.Interviews;
using MiniChat.ServiceModel;

namespace MiniChat.Host.Storage.Sql;

/// <summary>Reads interviews, their questions and jobs.</summary>
internal static class SqlInterviewRows
{
    private const string Columns =
        "SELECT id, description, state, error_code, error_message, done_at FROM interviews WHERE account_id = @account ";

    private const string Newest = Columns + "ORDER BY id DESC LIMIT 1";

    private const string NewestDone = Columns + "AND state = 'done' ORDER BY id DESC LIMIT 1";

    // The right choice is not even read before all is answered.
    private const string Questions = """
        SELECT q.id, q.content, q.choices, q.answer, CASE WHEN i.state = 'done' THEN q.right_choice END
        FROM interview_questions q JOIN interviews i ON i.id = q.interview_id WHERE q.interview_id = @id ORDER BY q.id
        """;

    private static readonly SqlText ToMake = new(flavour =>
        $"""
            SELECT i.id, i.generation, i.account_id, i.key_id, i.description, i.attempts, i.next_attempt_at FROM interviews i
            WHERE i.state = 'making' AND {Free(flavour)} ORDER BY i.next_attempt_at, i.id LIMIT @most
            """
    );

    private const string Contents = "SELECT content FROM interview_questions WHERE interview_id = @id ORDER BY id";

    public static ValueTask<StoredInterview?> FindAsync(SqlSession session, long accountId) =>
        FindAsync(session, Newest, accountId);

    public static ValueTask<StoredInterview?> FindDoneAsync(SqlSession session, long accountId) =>
        FindAsync(session, NewestDone, accountId);

    public static ValueTask<IReadOnlyList<InterviewJob>> JobsAsync(SqlSession session, string nodeId, int most) =>
        session.SnapshotAsync<IReadOnlyList<InterviewJob>>(async () =>
        {
            var jobs = await session.Prepare(ToMake.For(session)).Bind("@node", nodeId).Bind("@most", most).AllAsync(Job);
            for (var i = 0; i < jobs.Count; i++)
            {
                var contents = session.Prepare(Contents).Bind("@id", jobs[i].Making.InterviewId);
                jobs[i] = jobs[i] with { Kept = await contents.AllAsync(row => row.Text(0)) };
            }
            return jobs;
        });

    /// <summary>Whether a job of the table <c>i</c> is nobody's, the node's own, or a dead one's.</summary>
    public static string Free(SqlFlavour flavour) =>
        $"(i.node_id IS NULL OR i.node_id = @node OR {flavour.NodeIsGone("i.node_id")})";

    public static string WriteChoices(IReadOnlyList<string> choices) =>
        new JsonArray([.. choices.Select(choice => JsonValue.Create(choice))]).ToJsonString();

    public static InterviewState State(string name) =>
        name switch
        {
            "making" => InterviewState.Making,
            "ready" => InterviewState.Ready,
            "done" => InterviewState.Done,
            _ => InterviewState.Failed,
        };

    private static ValueTask<StoredInterview?> FindAsync(SqlSession session, string sql, long accountId) =>
        session.SnapshotAsync(async () =>
        {
            var interview = await session.Prepare(sql).Bind("@account", accountId).FirstAsync(Interview);
            return interview is null
                ? null
                : interview with
                {
                    Questions = await session.Prepare(Questions).Bind("@id", interview.Id).AllAsync(Question),
                };
        });

    private static StoredInterview Interview(SqlRow row) =>
        new()
        {
            Id = row.Number(0),
            Description = row.Text(1),
            State = State(row.Text(2)),
            Error = row.IsNull(3) ? null : new AnswerError { ErrorCode = row.Text(3), Message = row.Text(4) },
            DoneAt = row.TimeOrNull(5),
        };

    private static StoredInterviewQuestion Question(SqlRow row) =>
        new(row.Number(0), row.Text(1), ReadChoices(row.Text(2)), (int?)row.NumberOrNull(3), (int?)row.NumberOrNull(4));

    private static List<string> ReadChoices(string json) =>
        [.. JsonNode.Parse(json)!.AsArray().Select(choice => choice!.GetValue<string>())];

    private static InterviewJob Job(SqlRow row) =>
        new()
        {
            Making = new InterviewMaking(row.Number(0), row.Number(1)),
            AccountId = row.Number(2),
            KeyId = row.NumberOrNull(3),
            Description = row.Text(4),
            Attempts = (int)row.Number(5),
            NextAttemptAt = row.Time(6),
        };
}

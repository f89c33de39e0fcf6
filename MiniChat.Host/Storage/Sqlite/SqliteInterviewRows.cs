using System.Text.Json.Nodes;
using MiniChat.ServiceInterface.Interviews;
using MiniChat.ServiceModel;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>Reads interviews, their questions and jobs.</summary>
internal static class SqliteInterviewRows
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

    private const string ToMake = """
        SELECT id, generation, account_id, key_id, description, attempts, next_attempt_at FROM interviews
        WHERE state = 'making' ORDER BY next_attempt_at, id LIMIT @most
        """;

    private const string Contents = "SELECT content FROM interview_questions WHERE interview_id = @id ORDER BY id";

    public static StoredInterview? Find(SqliteSession session, long accountId) => Find(session, Newest, accountId);

    public static StoredInterview? FindDone(SqliteSession session, long accountId) => Find(session, NewestDone, accountId);

    public static IReadOnlyList<InterviewJob> Jobs(SqliteSession session, int most) =>
        InOneSnapshot(
            session,
            () =>
                session
                    .Prepare(ToMake)
                    .Bind("@most", most)
                    .All(Job)
                    .ConvertAll(job =>
                        job with
                        {
                            Kept = session.Prepare(Contents).Bind("@id", job.Making.InterviewId).All(row => row.Text(0)),
                        }
                    )
        );

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

    private static StoredInterview? Find(SqliteSession session, string sql, long accountId) =>
        InOneSnapshot(
            session,
            () =>
            {
                var interview = session.Prepare(sql).Bind("@account", accountId).First(Interview);
                return interview is null
                    ? null
                    : interview with
                    {
                        Questions = session.Prepare(Questions).Bind("@id", interview.Id).All(Question),
                    };
            }
        );

    /// <summary>Several reads that see the same moment. After a failure the connection is given up, and the snapshot with it.</summary>
    private static T InOneSnapshot<T>(SqliteSession session, Func<T> read)
    {
        session.Prepare("BEGIN").Execute();
        var result = read();
        session.Prepare("COMMIT").Execute();
        return result;
    }

    private static StoredInterview Interview(SqliteRow row) =>
        new()
        {
            Id = row.Number(0),
            Description = row.Text(1),
            State = State(row.Text(2)),
            Error = row.IsNull(3) ? null : new AnswerError { ErrorCode = row.Text(3), Message = row.Text(4) },
            DoneAt = row.IsNull(5) ? null : row.Time(5),
        };

    private static StoredInterviewQuestion Question(SqliteRow row) =>
        new(row.Number(0), row.Text(1), ReadChoices(row.Text(2)), (int?)row.NumberOrNull(3), (int?)row.NumberOrNull(4));

    private static List<string> ReadChoices(string json) =>
        [.. JsonNode.Parse(json)!.AsArray().Select(choice => choice!.GetValue<string>())];

    private static InterviewJob Job(SqliteRow row) =>
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

using Dapper;
using MiniChat.Host.Storage.Sql;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceModel;

namespace MiniChat.Bench;

/// <summary>A database of its own with one account.</summary>
internal sealed class BenchStore : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("minichat-bench-").FullName;

    public BenchStore()
    {
        File = new SqliteFile(new SqliteOptions { Path = Path.Combine(_folder, "bench.db") });
        SqliteMigrator.Migrate(File, TimeProvider.System);
        using var session = File.OpenWriter();
        AccountId = session.Connection.QuerySingle<long>(
            "INSERT INTO accounts (user_name, normalized_user_name, security_stamp, created_at) VALUES ('b', 'B', '', 0) RETURNING id"
        );
    }

    public SqliteFile File { get; }

    public long AccountId { get; }

    public void Dispose()
    {
        File.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>The very statements of the store, for the limits it is held against.</summary>
internal sealed class SqlAsks(long accountId, string text, string answer)
{
    private readonly NewAsk _ask = new()
    {
        AccountId = accountId,
        Text = text,
        Model = "offline",
        At = DateTimeOffset.UnixEpoch,
    };

    public async ValueTask<long> AskAsync(SqlSession session) => (await SqlAsk.KeepAsync(session, _ask)).AnswerId;

    public ValueTask<bool> EndAsync(SqlSession session, long answerId) =>
        SqlEnd.KeepAsync(
            session,
            new EndedAnswer
            {
                AnswerId = answerId,
                State = AnswerState.Completed,
                Text = answer,
                FinishReason = "stop",
                Usage = new Usage { PromptTokens = 50, CompletionTokens = 200 },
                At = DateTimeOffset.UnixEpoch,
            }
        );
}

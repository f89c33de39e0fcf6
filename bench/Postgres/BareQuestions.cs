using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace MiniChat.Bench;

/// <summary>
/// The rows of a question by bare Npgsql: the turn, the answer, its end and its entry in the ledger, prepared, and with nothing
/// looked at before. The statements of a transaction are one round trip.
/// </summary>
internal sealed class BareQuestions(PostgresPlace place, string text, string answer)
{
    private const string Question =
        "INSERT INTO turns (account_id, role, text, created_at) VALUES (@account, 'user', @text, @at) RETURNING id";

    private const string Answer = """
        INSERT INTO turns (account_id, parent_id, role, text, created_at, state, model, door, node_id)
        VALUES (@account, currval('turns_id_seq'), 'assistant', '', @at, 'running', 'offline', 'question', 'bare') RETURNING id
        """;

    private const string End = """
        UPDATE turns SET state = 'completed', text = @answer, finish_reason = 'stop', prompt_tokens = 50, completion_tokens = 200,
            first_text_after = 1, ended_at = @at WHERE id = currval('turns_id_seq') AND state = 'running'
        """;

    private const string Entry = """
        INSERT INTO usages (account_id, answer_id, model, door, state, status, prompt_tokens, completion_tokens, is_estimated,
            duration, first_text_after, at)
        VALUES (@account, currval('turns_id_seq'), 'offline', 'question', 'completed', 200, 50, 200, 0, 1, 1, @at)
        """;

    private static readonly string[][] OneTransaction =
    [
        [Question, Answer, End, Entry],
    ];
    private static readonly string[][] TwoTransactions =
    [
        [Question, Answer],
        [End, Entry],
    ];

    /// <summary>All of a question in one transaction.</summary>
    public Task<double> WholeAsync(int connections, int count) => RateAsync(connections, count, OneTransaction);

    /// <summary>As the server promises it: the ask is committed before the model is called, the end before it is told.</summary>
    public Task<double> AskAndEndAsync(int connections, int count) => RateAsync(connections, count, TwoTransactions);

    /// <summary>As many by COPY, in one transaction.</summary>
    public async Task<double> CopyAsync(int count)
    {
        await using var connection = await place.ConnectAsync();
        var begun = Stopwatch.GetTimestamp();
        await using var transaction = await connection.BeginTransactionAsync();
        await CopyTurnsAsync(connection, count);
        await CopyEntriesAsync(connection, count);
        await transaction.CommitAsync();
        return count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private async Task<double> RateAsync(int connections, int count, string[][] transactions)
    {
        var clients = new List<NpgsqlConnection>();
        for (var i = 0; i < connections; i++)
            clients.Add(await place.ConnectAsync());
        var batches = clients.Select((client, i) => transactions.Select(one => BatchOf(client, one, i)).ToArray()).ToList();
        foreach (var batch in batches.SelectMany(all => all))
            await batch.PrepareAsync();
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(batches.Select(all => Task.Run(() => LoopAsync(all, count / connections))));
        var rate = count / connections * connections / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        foreach (var client in clients)
            await client.DisposeAsync();
        return rate;
    }

    private static async Task LoopAsync(NpgsqlBatch[] batches, int count)
    {
        for (var i = 0; i < count; i++)
        {
            foreach (var batch in batches)
                await batch.ExecuteNonQueryAsync();
        }
    }

    private NpgsqlBatch BatchOf(NpgsqlConnection client, string[] statements, int index)
    {
        var batch = new NpgsqlBatch(client);
        foreach (var statement in statements)
        {
            var command = new NpgsqlBatchCommand(statement);
            foreach (var (name, value) in Values(place.AccountIds[index % PostgresPlace.Accounts]))
            {
                if (statement.Contains(name, StringComparison.Ordinal))
                    command.Parameters.Add(new NpgsqlParameter(name, value));
            }
            batch.BatchCommands.Add(command);
        }
        return batch;
    }

    private (string Name, object Value)[] Values(long account) =>
        [("@account", account), ("@text", text), ("@answer", answer), ("@at", 1_700_000_000_000L)];

    private async Task CopyTurnsAsync(NpgsqlConnection connection, int count)
    {
        await using var rows = await connection.BeginBinaryImportAsync(
            "COPY turns (id, account_id, parent_id, role, text, created_at, state, model, door, finish_reason, ended_at) FROM STDIN BINARY"
        );
        for (var id = 1L; id <= 2 * count; id++)
        {
            var isAnswer = id % 2 == 0;
            await rows.StartRowAsync();
            await rows.WriteAsync(id, NpgsqlDbType.Bigint);
            await rows.WriteAsync(place.AccountIds[(int)(id / 2 % PostgresPlace.Accounts)], NpgsqlDbType.Bigint);
            await NullOrAsync(rows, isAnswer, () => rows.WriteAsync(id - 1, NpgsqlDbType.Bigint));
            await rows.WriteAsync(isAnswer ? "assistant" : "user", NpgsqlDbType.Text);
            await rows.WriteAsync(isAnswer ? answer : text, NpgsqlDbType.Text);
            await rows.WriteAsync(1_700_000_000_000L, NpgsqlDbType.Bigint);
            foreach (var word in (string[])["completed", "offline", "question", "stop"])
                await NullOrAsync(rows, isAnswer, () => rows.WriteAsync(word, NpgsqlDbType.Text));
            await NullOrAsync(rows, isAnswer, () => rows.WriteAsync(1_700_000_000_000L, NpgsqlDbType.Bigint));
        }
        await rows.CompleteAsync();
    }

    private static Task NullOrAsync(NpgsqlBinaryImporter rows, bool has, Func<Task> write) =>
        has ? write() : rows.WriteNullAsync();

    private async Task CopyEntriesAsync(NpgsqlConnection connection, int count)
    {
        await using var rows = await connection.BeginBinaryImportAsync(
            """
            COPY usages (account_id, answer_id, status, prompt_tokens, completion_tokens, is_estimated, duration, at, model, door,
                state) FROM STDIN BINARY
            """
        );
        for (var id = 1; id <= count; id++)
        {
            await rows.StartRowAsync();
            await rows.WriteAsync(place.AccountIds[id % PostgresPlace.Accounts], NpgsqlDbType.Bigint);
            foreach (var number in (long[])[2L * id, 200, 50, 200, 0, 1, 1_700_000_000_000])
                await rows.WriteAsync(number, NpgsqlDbType.Bigint);
            foreach (var word in (string[])["offline", "question", "completed"])
                await rows.WriteAsync(word, NpgsqlDbType.Text);
        }
        await rows.CompleteAsync();
    }
}

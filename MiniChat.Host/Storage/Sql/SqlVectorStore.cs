using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MiniChat.ServiceInterface.Similarity;
using MiniChat.ServiceModel;

namespace MiniChat.Host.Storage.Sql;

/// <summary>The vectors of asks, in any engine.</summary>
/// <param name="engine">Where the rows lie.</param>
public sealed class SqlVectorStore(ISqlEngine engine) : IVectorStore
{
    private const string Asks =
        "SELECT a.id, a.account_id, CASE WHEN a.door = 'prompt' THEN 1 ELSE 0 END, substr(q.text, 1, CAST(@length AS INTEGER)) FROM turns a ";

    private const string Missing =
        " JOIN turns q ON q.id = a.parent_id WHERE a.role = 'assistant' "
        + "AND a.id > coalesce((SELECT done FROM embedding_progress WHERE id = 1 AND embedder = @embedder), 0) "
        + "AND NOT EXISTS (SELECT 1 FROM embeddings e WHERE e.turn_id = a.id AND e.embedder = @embedder) ";

    // By number alone: what is done lies below, so nothing is read where nothing is missing.
    private static readonly SqlText FindMissing = new(flavour =>
        $"{Asks}{flavour.NotIndexed}{Missing}AND a.id > @after ORDER BY a.id LIMIT @take"
    );

    private static readonly SqlText FindMissingOf = new(flavour =>
        $"{Asks}{flavour.IndexedBy("answers_of_account")}{Missing}AND a.account_id = @account ORDER BY a.id DESC LIMIT @take"
    );

    // Also of a chat that was deleted meanwhile: then there is no answer, and nothing is kept.
    private static readonly SqlText Keep = new(flavour =>
        $"""
            INSERT INTO embeddings (turn_id, account_id, embedder, scale, codes, vector)
            SELECT id, account_id, @embedder, @scale, @codes, @vector FROM turns WHERE id = @id AND account_id = @account
            {flavour.ThatStay}
            ON CONFLICT (turn_id) DO UPDATE SET embedder = excluded.embedder, scale = excluded.scale, codes = excluded.codes,
                vector = excluded.vector
            """
    );

    // Another embedder's vectors have others in their place from now on.
    private const string ForgetOthers = "DELETE FROM embedding_progress WHERE embedder <> @embedder";

    private const string KeepDone = """
        INSERT INTO embedding_progress AS p (id, embedder, done) VALUES (1, @embedder, @done)
        ON CONFLICT (id) DO UPDATE SET done = CASE WHEN p.done > excluded.done THEN p.done ELSE excluded.done END
        """;

    // An ask with a smaller number may be kept a moment after one with a greater: none is passed over when a number counts as done
    // only after no transaction from before it can be open any more.
    private const string KeepDoneLater = """
        INSERT INTO embedding_progress AS p (id, embedder, done, seen, seen_at) VALUES (1, @embedder, 0, @done, clock_timestamp())
        ON CONFLICT (id) DO UPDATE SET
            done = CASE WHEN p.seen_at < clock_timestamp() - INTERVAL '30 seconds' THEN p.seen ELSE p.done END,
            seen = CASE WHEN p.seen_at < clock_timestamp() - INTERVAL '30 seconds' THEN excluded.seen ELSE p.seen END,
            seen_at = CASE WHEN p.seen_at < clock_timestamp() - INTERVAL '30 seconds' THEN excluded.seen_at ELSE p.seen_at END
        """;

    private const string Codes =
        "SELECT e.turn_id, e.scale, e.codes FROM embeddings e WHERE e.account_id = @account "
        + "AND e.embedder = @embedder AND length(e.codes) > 0 AND (@prompts = 0 OR EXISTS "
        + "(SELECT 1 FROM turns a WHERE a.id = e.turn_id AND a.door = 'prompt')) ";

    private const string Load = Codes + "AND e.turn_id > @after ORDER BY e.turn_id LIMIT @take";

    private const string FindCodes = Codes + "AND e.turn_id = @id";

    private const string FindVector =
        "SELECT turn_id, vector FROM embeddings WHERE turn_id = @id AND account_id = @account AND embedder = @embedder "
        + "AND length(codes) > 0";

    private const string FindAsk =
        "SELECT a.id, a.chat_id, q.text, a.text, a.created_at FROM turns a JOIN turns q ON q.id = a.parent_id "
        + "WHERE a.id = @id AND a.account_id = @account AND a.role = 'assistant'";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<UnembeddedAsk>> FindMissingAsync(
        string embedder,
        long after,
        int take,
        CancellationToken cancel
    ) =>
        await engine.ReadAsync(
            session => FindAsync(session.Prepare(FindMissing.For(session)).Bind("@after", after), embedder, take),
            cancel
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyList<UnembeddedAsk>> FindMissingOfAsync(
        long accountId,
        string embedder,
        int take,
        CancellationToken cancel
    ) =>
        await engine.ReadAsync(
            session => FindAsync(session.Prepare(FindMissingOf.For(session)).Bind("@account", accountId), embedder, take),
            cancel
        );

    /// <inheritdoc/>
    public Task KeepAsync(string embedder, IReadOnlyList<NewVector> vectors, long? upTo, CancellationToken cancel) =>
        engine.WriteAsync(
            async session =>
            {
                foreach (var vector in vectors)
                    await KeepOneAsync(session, embedder, vector);
                await session.Prepare(ForgetOthers).Bind("@embedder", embedder).ExecuteAsync();
                if (upTo is { } done)
                    await session
                        .Prepare(session.Flavour.NumbersComeInOrder ? KeepDone : KeepDoneLater)
                        .Bind("@embedder", embedder)
                        .Bind("@done", done)
                        .ExecuteAsync();
            },
            cancel
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredCodes>> LoadAsync(VectorSet set, long after, int take, CancellationToken cancel) =>
        await engine.ReadAsync(
            session => BindSet(session.Prepare(Load), set).Bind("@after", after).Bind("@take", take).AllAsync(CodesOf),
            cancel
        );

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredCodes>> CodesAsync(VectorSet set, IReadOnlyList<long> answerIds, CancellationToken cancel) =>
        FindEachAsync(answerIds, session => BindSet(session.Prepare(FindCodes), set), CodesOf, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredVector>> VectorsAsync(
        VectorSet set,
        IReadOnlyList<long> answerIds,
        CancellationToken cancel
    ) =>
        FindEachAsync(
            answerIds,
            session => session.Prepare(FindVector).Bind("@account", set.AccountId).Bind("@embedder", set.Embedder),
            row => new StoredVector(row.Number(0), Numbers(row.Bytes(1))),
            cancel
        );

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredAsk>> FindAsync(long accountId, IReadOnlyList<long> answerIds, CancellationToken cancel) =>
        FindEachAsync(answerIds, session => session.Prepare(FindAsk).Bind("@account", accountId), Ask, cancel);

    private async Task<IReadOnlyList<T>> FindEachAsync<T>(
        IReadOnlyList<long> ids,
        Func<SqlSession, SqlStatement> prepare,
        Func<SqlRow, T> read,
        CancellationToken cancel
    )
        where T : class =>
        await engine.ReadAsync(
            async session =>
            {
                var statement = prepare(session);
                var found = new List<T>(ids.Count);
                foreach (var id in ids)
                {
                    if (await statement.Bind("@id", id).FirstAsync(read) is { } one)
                        found.Add(one);
                }
                return found;
            },
            cancel
        );

    private static SqlStatement BindSet(SqlStatement statement, VectorSet set) =>
        statement.Bind("@account", set.AccountId).Bind("@embedder", set.Embedder).Bind("@prompts", set.PromptsAlone ? 1 : 0);

    private static StoredCodes CodesOf(SqlRow row) =>
        new(row.Number(0), (float)row.Real(1), MemoryMarshal.Cast<byte, sbyte>(row.Bytes(2)).ToArray());

    private static ValueTask<List<UnembeddedAsk>> FindAsync(SqlStatement statement, string embedder, int take) =>
        statement
            .Bind("@embedder", embedder)
            .Bind("@length", Limits.SimilarLength)
            .Bind("@take", take)
            .AllAsync(row => new UnembeddedAsk(row.Number(0), row.Number(1), row.Number(2) == 1, row.Text(3)));

    private static ValueTask<int> KeepOneAsync(SqlSession session, string embedder, NewVector vector) =>
        session
            .Prepare(Keep.For(session))
            .Bind("@id", vector.Ask.AnswerId)
            .Bind("@account", vector.Ask.AccountId)
            .Bind("@embedder", embedder)
            .BindReal("@scale", vector.Scale)
            .Bind("@codes", MemoryMarshal.AsBytes(vector.Codes.AsSpan()).ToArray())
            .Bind("@vector", Bytes(vector.Vector))
            .ExecuteAsync();

    private static StoredAsk Ask(SqlRow row) => new(row.Number(0), row.NumberOrNull(1), row.Text(2), row.Text(3), row.Time(4));

    private static byte[] Bytes(float[] vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        return bytes;
    }

    private static float[] Numbers(ReadOnlySpan<byte> bytes)
    {
        var vector = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
            vector[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        return vector;
    }
}

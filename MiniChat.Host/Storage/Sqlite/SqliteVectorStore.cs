using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MiniChat.ServiceInterface.Similarity;
using MiniChat.ServiceModel;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>The vectors of asks in SQLite.</summary>
public sealed class SqliteVectorStore(SqliteWriter writer, SqliteReaders readers) : IVectorStore
{
    private const string Asks = "SELECT a.id, a.account_id, a.door = 'prompt', substr(q.text, 1, @length) FROM turns a ";

    private const string Missing =
        " JOIN turns q ON q.id = a.parent_id WHERE a.role = 'assistant' "
        + "AND a.id > coalesce((SELECT done FROM embedding_progress WHERE embedder = @embedder), 0) "
        + "AND NOT EXISTS (SELECT 1 FROM embeddings e WHERE e.turn_id = a.id AND e.embedder = @embedder) ";

    // By number alone: what is done lies below, so nothing is read where nothing is missing.
    private const string FindMissing = Asks + "NOT INDEXED" + Missing + "ORDER BY a.id LIMIT @take";

    private const string FindMissingOf =
        Asks + "INDEXED BY answers_of_account" + Missing + "AND a.account_id = @account ORDER BY a.id DESC LIMIT @take";

    // Also of a chat that was deleted meanwhile: then there is no answer, and nothing is kept.
    private const string Keep = """
        INSERT INTO embeddings (turn_id, account_id, embedder, scale, codes, vector)
        SELECT id, account_id, @embedder, @scale, @codes, @vector FROM turns WHERE id = @id AND account_id = @account
        ON CONFLICT (turn_id) DO UPDATE SET embedder = excluded.embedder, scale = excluded.scale, codes = excluded.codes,
            vector = excluded.vector
        """;

    // Another embedder's vectors have others in their place from now on.
    private const string ForgetOthers = "DELETE FROM embedding_progress WHERE embedder <> @embedder";

    private const string KeepDone = """
        INSERT INTO embedding_progress (id, embedder, done) VALUES (1, @embedder, @done)
        ON CONFLICT (id) DO UPDATE SET done = max(done, excluded.done)
        """;

    private const string Load =
        "SELECT e.turn_id, e.scale, e.codes FROM embeddings e WHERE e.account_id = @account AND e.turn_id > @after "
        + "AND e.embedder = @embedder AND length(e.codes) > 0 AND (@prompts = 0 OR EXISTS "
        + "(SELECT 1 FROM turns a WHERE a.id = e.turn_id AND a.door = 'prompt')) ORDER BY e.turn_id LIMIT @take";

    private const string FindVector =
        "SELECT vector FROM embeddings WHERE turn_id = @id AND account_id = @account AND embedder = @embedder "
        + "AND length(codes) > 0";

    private const string FindAsk =
        "SELECT a.id, a.chat_id, q.text, a.text, a.created_at FROM turns a JOIN turns q ON q.id = a.parent_id "
        + "WHERE a.id = @id AND a.account_id = @account AND a.role = 'assistant'";

    public Task<IReadOnlyList<UnembeddedAsk>> FindMissingAsync(string embedder, int take, CancellationToken cancel) =>
        readers.ReadAsync<IReadOnlyList<UnembeddedAsk>>(session => Find(session.Prepare(FindMissing), embedder, take), cancel);

    public Task<IReadOnlyList<UnembeddedAsk>> FindMissingOfAsync(
        long accountId,
        string embedder,
        int take,
        CancellationToken cancel
    ) =>
        readers.ReadAsync<IReadOnlyList<UnembeddedAsk>>(
            session => Find(session.Prepare(FindMissingOf).Bind("@account", accountId), embedder, take),
            cancel
        );

    public Task KeepAsync(string embedder, IReadOnlyList<NewVector> vectors, long? upTo, CancellationToken cancel) =>
        writer.WriteAsync(
            session =>
            {
                foreach (var vector in vectors)
                    KeepOne(session, embedder, vector);
                session.Prepare(ForgetOthers).Bind("@embedder", embedder).Execute();
                if (upTo is { } done)
                    session.Prepare(KeepDone).Bind("@embedder", embedder).Bind("@done", done).Execute();
            },
            cancel
        );

    public Task<IReadOnlyList<StoredCodes>> LoadAsync(VectorSet set, long after, int take, CancellationToken cancel) =>
        readers.ReadAsync<IReadOnlyList<StoredCodes>>(
            session =>
                session
                    .Prepare(Load)
                    .Bind("@account", set.AccountId)
                    .Bind("@embedder", set.Embedder)
                    .Bind("@prompts", set.PromptsAlone ? 1 : 0)
                    .Bind("@after", after)
                    .Bind("@take", take)
                    .All(row => new StoredCodes(
                        row.Number(0),
                        (float)row.Real(1),
                        MemoryMarshal.Cast<byte, sbyte>(row.Bytes(2)).ToArray()
                    )),
            cancel
        );

    public Task<IReadOnlyList<StoredVector>> VectorsAsync(
        VectorSet set,
        IReadOnlyList<long> answerIds,
        CancellationToken cancel
    ) =>
        readers.ReadAsync<IReadOnlyList<StoredVector>>(
            session =>
            {
                var statement = session.Prepare(FindVector).Bind("@account", set.AccountId).Bind("@embedder", set.Embedder);
                return
                [
                    .. answerIds
                        .Select(id => statement.Bind("@id", id).First(row => new StoredVector(id, Numbers(row.Bytes(0)))))
                        .OfType<StoredVector>(),
                ];
            },
            cancel
        );

    public Task<IReadOnlyList<StoredAsk>> FindAsync(long accountId, IReadOnlyList<long> answerIds, CancellationToken cancel) =>
        readers.ReadAsync<IReadOnlyList<StoredAsk>>(
            session =>
            {
                var statement = session.Prepare(FindAsk).Bind("@account", accountId);
                return [.. answerIds.Select(id => statement.Bind("@id", id).First(Ask)).OfType<StoredAsk>()];
            },
            cancel
        );

    private static List<UnembeddedAsk> Find(SqliteStatement statement, string embedder, int take) =>
        statement
            .Bind("@embedder", embedder)
            .Bind("@length", Limits.SimilarLength)
            .Bind("@take", take)
            .All(row => new UnembeddedAsk(row.Number(0), row.Number(1), row.Number(2) == 1, row.Text(3)));

    private static void KeepOne(SqliteSession session, string embedder, NewVector vector) =>
        session
            .Prepare(Keep)
            .Bind("@id", vector.Ask.AnswerId)
            .Bind("@account", vector.Ask.AccountId)
            .Bind("@embedder", embedder)
            .BindReal("@scale", vector.Scale)
            .Bind("@codes", MemoryMarshal.AsBytes(vector.Codes.AsSpan()).ToArray())
            .Bind("@vector", Bytes(vector.Vector))
            .Execute();

    private static StoredAsk Ask(SqliteRow row) => new(row.Number(0), row.NumberOrNull(1), row.Text(2), row.Text(3), row.Time(4));

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

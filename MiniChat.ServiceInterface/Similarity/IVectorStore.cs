namespace MiniChat.ServiceInterface.Similarity;

/// <summary>Keeps the vectors of asks, one for each answer. They go with the answer, its chat and its account.</summary>
public interface IVectorStore
{
    /// <summary>Asks of all accounts without a vector of an embedder, oldest first. It costs nothing when there is none.</summary>
    /// <param name="embedder">The embedder's name.</param>
    /// <param name="after">Only answers with a greater number; 0 for all.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancel">The server stops.</param>
    Task<IReadOnlyList<UnembeddedAsk>> FindMissingAsync(string embedder, long after, int take, CancellationToken cancel);

    /// <summary>Asks of one account without a vector of an embedder, newest first.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="embedder">The embedder's name.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<IReadOnlyList<UnembeddedAsk>> FindMissingOfAsync(long accountId, string embedder, int take, CancellationToken cancel);

    /// <summary>Keeps vectors, in the place of those of other embedders; answers that are gone are passed over.</summary>
    /// <param name="embedder">The embedder's name.</param>
    /// <param name="vectors">The vectors.</param>
    /// <param name="upTo">The answer up to which none misses its vector any more; null for nothing known.</param>
    /// <param name="cancel">Not wanted any more.</param>
    Task KeepAsync(string embedder, IReadOnlyList<NewVector> vectors, long? upTo, CancellationToken cancel);

    /// <summary>A page of the codes of a set, by the answers' numbers.</summary>
    /// <param name="set">Which vectors.</param>
    /// <param name="after">Only answers with a greater number.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<IReadOnlyList<StoredCodes>> LoadAsync(VectorSet set, long after, int take, CancellationToken cancel);

    /// <summary>The codes of answers; those that are gone or not of the set are left out.</summary>
    /// <param name="set">Which vectors.</param>
    /// <param name="answerIds">The answers' numbers.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<IReadOnlyList<StoredCodes>> CodesAsync(VectorSet set, IReadOnlyList<long> answerIds, CancellationToken cancel);

    /// <summary>The vectors of answers; those that are gone or another account's are left out.</summary>
    /// <param name="set">Which vectors.</param>
    /// <param name="answerIds">The answers' numbers.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<IReadOnlyList<StoredVector>> VectorsAsync(VectorSet set, IReadOnlyList<long> answerIds, CancellationToken cancel);

    /// <summary>What was asked and answered, in the order of the numbers; those gone or another account's are left out.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="answerIds">The answers' numbers.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<IReadOnlyList<StoredAsk>> FindAsync(long accountId, IReadOnlyList<long> answerIds, CancellationToken cancel);
}

/// <summary>An ask that has no vector yet.</summary>
/// <param name="AnswerId">The answer's number.</param>
/// <param name="AccountId">Whose it is.</param>
/// <param name="IsPrompt">Whether it came as a prompt.</param>
/// <param name="Text">What was asked; of a long text the beginning.</param>
public sealed record UnembeddedAsk(long AnswerId, long AccountId, bool IsPrompt, string Text);

/// <summary>A vector to be kept, with its codes.</summary>
/// <param name="Ask">What it is the vector of.</param>
/// <param name="Vector">The vector; empty for a text of which none can be made.</param>
public sealed record NewVector(UnembeddedAsk Ask, float[] Vector)
{
    /// <summary>The codes, one byte each.</summary>
    public sbyte[] Codes { get; } = new sbyte[VectorCode.LengthOf(Vector.Length)];

    /// <summary>What a code of 1 stands for.</summary>
    public float Scale { get; private init; }

    /// <summary>Makes the codes of a vector.</summary>
    /// <param name="ask">What it is the vector of.</param>
    /// <param name="vector">The vector.</param>
    public static NewVector Of(UnembeddedAsk ask, float[] vector)
    {
        var made = new NewVector(ask, vector);
        return made with { Scale = VectorCode.Write(vector, made.Codes) };
    }
}

/// <summary>The vectors that are searched together.</summary>
/// <param name="AccountId">Whose.</param>
/// <param name="Embedder">The embedder's name.</param>
/// <param name="PromptsAlone">Whether only prompts are among them.</param>
public readonly record struct VectorSet(long AccountId, string Embedder, bool PromptsAlone);

/// <summary>The codes of a vector as they are kept.</summary>
/// <param name="AnswerId">The answer's number.</param>
/// <param name="Scale">What a code of 1 stands for.</param>
/// <param name="Codes">The codes.</param>
public sealed record StoredCodes(long AnswerId, float Scale, sbyte[] Codes);

/// <summary>A vector as it is kept.</summary>
/// <param name="AnswerId">The answer's number.</param>
/// <param name="Vector">The vector.</param>
public sealed record StoredVector(long AnswerId, float[] Vector);

/// <summary>What was asked and answered, as it is kept.</summary>
/// <param name="AnswerId">The answer's number.</param>
/// <param name="ChatId">The chat; null for an ask without one.</param>
/// <param name="Text">What was asked.</param>
/// <param name="Response">The answer's text.</param>
/// <param name="CreatedAt">When it was asked.</param>
public sealed record StoredAsk(long AnswerId, long? ChatId, string Text, string Response, DateTimeOffset CreatedAt);

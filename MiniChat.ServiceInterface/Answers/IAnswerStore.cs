using MiniChat.ServiceInterface.Usages;
using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>Keeps asks and answers. Every write is on the disk when its task ends.</summary>
public interface IAnswerStore
{
    /// <summary>In one transaction: the caller's turn, the answer (running) and the idempotency key. Nothing is kept when it is refused.</summary>
    Task<AskOutcome> AskAsync(NewAsk ask, CancellationToken cancel);

    /// <summary>What the ask's idempotency key stands for already: replayed, or taken by another ask. Nothing is kept.</summary>
    /// <returns>Null when the key is new, or what it stood for may be asked again.</returns>
    Task<AskOutcome?> FindKeptAsync(NewAsk ask, CancellationToken cancel);

    /// <summary>Adds text to running answers, all in one transaction; those that have ended or are gone are passed over.</summary>
    Task CheckpointAsync(IReadOnlyList<Checkpoint> checkpoints, CancellationToken cancel);

    /// <summary>Keeps how an answer ended, with its whole text, and its entry in the ledger: in one transaction, and once.</summary>
    /// <returns>
    /// Whether the answer was still this process's to end; false when it was deleted meanwhile, or ended by others who took this
    /// process for dead.
    /// </returns>
    Task<bool> EndAsync(EndedAnswer ended, CancellationToken cancel);

    /// <summary>Marks the answers as interrupted, and enters them in the ledger, that were left running by a process that died.</summary>
    /// <returns>Which ones: each is given once, whoever asks.</returns>
    Task<IReadOnlyList<LostAnswer>> InterruptRunningAsync(DateTimeOffset at, CancellationToken cancel);

    /// <summary>An answer of the account, or null when there is none or it is somebody else's.</summary>
    Task<StoredAnswer?> FindAsync(long accountId, long answerId, CancellationToken cancel);

    /// <summary>The caller's turn that an answer answers, or null.</summary>
    Task<StoredTurn?> FindTurnAsync(long accountId, long turnId, CancellationToken cancel);

    /// <summary>Questions of the account (no chat's turns), newest first.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="before">Only answers with a smaller number; null for the newest.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<IReadOnlyList<StoredQuestion>> FindQuestionsAsync(long accountId, long? before, int take, CancellationToken cancel);

    /// <summary>As <see cref="FindQuestionsAsync"/>, but only what came in as a prompt.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="before">Only answers with a smaller number; null for the newest.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<IReadOnlyList<StoredQuestion>> FindPromptsAsync(long accountId, long? before, int take, CancellationToken cancel);

    /// <summary>
    /// The numbers of the account's answers, those in chats too but not imported ones, oldest first. What is kept later has a greater number than what
    /// was found before: who follows remembers a number alone.
    /// </summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="after">Only answers with a greater number.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<IReadOnlyList<long>> FindAnswersAfterAsync(long accountId, long after, int take, CancellationToken cancel);

    /// <summary>The number of the account's newest answer, of chats too; 0 when there is none.</summary>
    Task<long> NewestAnswerAsync(long accountId, CancellationToken cancel);

    /// <summary>The numbers of the account's answers that are running at other nodes than one, oldest first.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="nodeId">The node that is left out.</param>
    /// <param name="cancel">Not wanted any more.</param>
    Task<IReadOnlyList<long>> FindRunningAsync(long accountId, string nodeId, CancellationToken cancel);

    /// <summary>Forgets idempotency keys from before a time whose answers have ended.</summary>
    /// <param name="before">The time.</param>
    /// <param name="most">How many at most: others wait for the store meanwhile.</param>
    /// <param name="cancel">The server stops.</param>
    /// <returns>How many there were.</returns>
    Task<int> PruneKeysAsync(DateTimeOffset before, int most, CancellationToken cancel);
}

/// <summary>What is to be kept before the model is asked.</summary>
public sealed record NewAsk
{
    /// <summary>Who asks.</summary>
    public required long AccountId { get; init; }

    /// <summary>The chat; null for a single question.</summary>
    public long? ChatId { get; init; }

    /// <summary>The turn that is there already and asked again; null to keep <see cref="Text"/> as a new turn.</summary>
    public long? TurnId { get; init; }

    /// <summary>The turn that the new one follows; 0 for none, null for the chat's newest.</summary>
    public long? ParentId { get; init; }

    /// <summary>The text of the new turn.</summary>
    public string Text { get; init; } = "";

    /// <summary>The list of messages as JSON, when one was sent in place of a text.</summary>
    public string? Messages { get; init; }

    /// <summary>What a search finds the new turn by; null outside of chats.</summary>
    public string? Words { get; init; }

    /// <summary>The chat's title, should it have none yet.</summary>
    public string? Title { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The API key it came with; null for a caller who signed in.</summary>
    public long? KeyId { get; init; }

    /// <summary>Where it came in: the message's name in small letters.</summary>
    public string Door { get; init; } = "question";

    /// <summary>The idempotency key, where there is one.</summary>
    public string? Key { get; init; }

    /// <summary>What the key stands for: a hash of the ask.</summary>
    public byte[] Fingerprint { get; init; } = [];

    /// <summary>How many answers of the account may run at once; 0 for any number.</summary>
    public int RunningLimit { get; init; }

    /// <summary>The time of the ask.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>What came of an ask.</summary>
public enum AskResult
{
    /// <summary>It is kept; the model is to be asked.</summary>
    Accepted,

    /// <summary>The same ask was kept before: its answer is the answer.</summary>
    Replayed,

    /// <summary>The key stands for another ask.</summary>
    KeyTaken,

    /// <summary>Too many answers of the account are running.</summary>
    TooManyRunning,

    /// <summary>There is no such chat of the account.</summary>
    NoSuchChat,
}

/// <summary>What came of an ask, with the numbers of what was kept.</summary>
/// <param name="Result">What came of it.</param>
/// <param name="AnswerId">The answer's number, when accepted or replayed.</param>
/// <param name="TurnId">The number of the caller's turn, when accepted or replayed.</param>
public readonly record struct AskOutcome(AskResult Result, long AnswerId = 0, long TurnId = 0);

/// <summary>More text of a running answer.</summary>
/// <param name="AnswerId">The answer's number.</param>
/// <param name="Text">The text since the last checkpoint.</param>
public readonly record struct Checkpoint(long AnswerId, string Text);

/// <summary>An answer that its process left running.</summary>
/// <param name="AccountId">Whose it is.</param>
/// <param name="AnswerId">The answer's number.</param>
public readonly record struct LostAnswer(long AccountId, long AnswerId);

/// <summary>How an answer ended.</summary>
public sealed record EndedAnswer
{
    /// <summary>The answer's number.</summary>
    public required long AnswerId { get; init; }

    /// <summary>How it ended; never running.</summary>
    public required AnswerState State { get; init; }

    /// <summary>The whole text.</summary>
    public required string Text { get; init; }

    /// <summary>What a search finds the answer by; null outside of chats.</summary>
    public string? Words { get; init; }

    /// <summary>Why the model ended.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The tokens used.</summary>
    public Usage? Usage { get; init; }

    /// <summary>Why it failed.</summary>
    public AnswerError? Error { get; init; }

    /// <summary>What was sent to the model, as JSON: which turns, how many tokens by estimate.</summary>
    public string? Context { get; init; }

    /// <summary>Milliseconds from the ask to the first text; null when there was none.</summary>
    public long? FirstTextAfter { get; init; }

    /// <summary>What goes into the ledger with it; null for nothing.</summary>
    public UsageEntry? Entry { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>An answer as it is kept.</summary>
public sealed record StoredAnswer
{
    /// <summary>The answer's number.</summary>
    public required long Id { get; init; }

    /// <summary>The chat it belongs to; null for a single question.</summary>
    public long? ChatId { get; init; }

    /// <summary>The caller's turn that it answers.</summary>
    public required long TurnId { get; init; }

    /// <summary>How far it is.</summary>
    public required AnswerState State { get; init; }

    /// <summary>The text; of a running answer, that of the last checkpoint.</summary>
    public required string Text { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>Why the model ended.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The tokens used.</summary>
    public Usage? Usage { get; init; }

    /// <summary>Why it failed.</summary>
    public AnswerError? Error { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The node that makes it, or made it; null where there is one process alone.</summary>
    public string? NodeId { get; init; }
}

/// <summary>A caller's turn as it is kept.</summary>
/// <param name="Id">The turn's number.</param>
/// <param name="ChatId">The chat; null for a single question.</param>
/// <param name="Text">The text.</param>
/// <param name="Messages">The list of messages as JSON, when one was sent.</param>
public sealed record StoredTurn(long Id, long? ChatId, string Text, string? Messages);

/// <summary>A question with its answer.</summary>
/// <param name="Text">What was asked.</param>
/// <param name="Answer">The answer.</param>
public sealed record StoredQuestion(string Text, StoredAnswer Answer);

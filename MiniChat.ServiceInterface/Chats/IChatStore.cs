using MiniChat.ServiceInterface.Answers;

namespace MiniChat.ServiceInterface.Chats;

/// <summary>Keeps chats and reads their turns.</summary>
public interface IChatStore
{
    /// <summary>Keeps a new chat and gives it its number.</summary>
    Task<StoredChat> CreateAsync(StoredChat chat, CancellationToken cancel);

    /// <summary>Keeps a new chat under an idempotency key, or finds the one that was begun under it before.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="key">The key; it is the account's, and goes with its chat.</param>
    /// <param name="fingerprint">What the key stands for.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<BegunChat> BeginAsync(StoredChat chat, string key, byte[] fingerprint, CancellationToken cancel);

    /// <summary>A chat of the account, or null when there is none or it is somebody else's.</summary>
    Task<StoredChat?> FindAsync(long accountId, long chatId, CancellationToken cancel);

    /// <summary>Chats of the account, the last one used first.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="search">Text the title must hold, in any case; null for all.</param>
    /// <param name="before">Only what comes behind this place.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<IReadOnlyList<StoredChat>> FindManyAsync(
        long accountId,
        string? search,
        TimePlace before,
        int take,
        CancellationToken cancel
    );

    /// <summary>Changes what is named and leaves alone what is not, in one step.</summary>
    /// <returns>The chat as it is now, or null when there is none of the account.</returns>
    Task<StoredChat?> UpdateAsync(ChatChange change, CancellationToken cancel);

    /// <summary>Deletes the chat with its turns and their idempotency keys.</summary>
    /// <returns>Whether it was there.</returns>
    Task<bool> DeleteAsync(long accountId, long chatId, CancellationToken cancel);

    /// <summary>The number of the chat's newest turn, or null when it has none.</summary>
    Task<long?> NewestTurnAsync(long chatId, CancellationToken cancel);

    /// <summary>The turns from one upwards to the first, newest first.</summary>
    /// <param name="chatId">The chat; a turn of another chat gives nothing.</param>
    /// <param name="turnId">Where to begin.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<IReadOnlyList<StoredChatTurn>> PathAsync(long chatId, long turnId, int take, CancellationToken cancel);

    /// <summary>The turns of a chat by their parent (0 for the first ones), oldest first.</summary>
    Task<ILookup<long, long>> ChildrenAsync(long chatId, CancellationToken cancel);
}

/// <summary>A chat as it is kept.</summary>
public sealed record StoredChat
{
    /// <summary>The chat's number; 0 before it is kept.</summary>
    public long Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required long AccountId { get; init; }

    /// <summary>The title.</summary>
    public string? Title { get; init; }

    /// <summary>The model to ask.</summary>
    public string? Model { get; init; }

    /// <summary>The system prompt.</summary>
    public string? System { get; init; }

    /// <summary>Whether the interview assistant answers.</summary>
    public bool IsAssistant { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last used or changed.</summary>
    public required DateTimeOffset ModifiedAt { get; init; }
}

/// <summary>What a key stands for, when a chat is begun under it.</summary>
/// <param name="Chat">The chat as it is now; null when the key stands for another one.</param>
/// <param name="IsNew">Whether it was begun just now.</param>
public readonly record struct BegunChat(StoredChat? Chat, bool IsNew);

/// <summary>What is to be changed of a chat: null leaves it as it is, an empty text takes it away.</summary>
public sealed record ChatChange
{
    /// <summary>The chat's number.</summary>
    public required long Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required long AccountId { get; init; }

    /// <summary>The title.</summary>
    public string? Title { get; init; }

    /// <summary>The model to ask.</summary>
    public string? Model { get; init; }

    /// <summary>The system prompt.</summary>
    public string? System { get; init; }

    /// <summary>When it is changed.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>One turn of a chat as it is kept.</summary>
/// <param name="Id">The turn's number.</param>
/// <param name="ParentId">The turn before.</param>
/// <param name="Role"><c>user</c> or <c>assistant</c>.</param>
/// <param name="Text">The text.</param>
/// <param name="CreatedAt">When it was sent or asked for.</param>
/// <param name="Answer">What an assistant's turn has more.</param>
public sealed record StoredChatTurn(
    long Id,
    long? ParentId,
    string Role,
    string Text,
    DateTimeOffset CreatedAt,
    StoredAnswer? Answer
);

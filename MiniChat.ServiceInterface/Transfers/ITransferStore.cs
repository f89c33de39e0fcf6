using MiniChat.ServiceInterface.Chats;
using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Transfers;

/// <summary>Reads whole chats, and adds some that were made elsewhere.</summary>
public interface ITransferStore
{
    /// <summary>Chats of the account, the first begun first.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="after">Only what comes behind this place.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<IReadOnlyList<StoredChat>> FindChatsAsync(long accountId, TimePlace after, int take, CancellationToken cancel);

    /// <summary>All turns of a chat, of all branches, oldest first.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<IReadOnlyList<StoredChatTurn>> FindTurnsAsync(long chatId, CancellationToken cancel);

    /// <summary>
    /// Adds chats, all or none, but for those that are there already: begun in the same millisecond, with the same turns. Nothing
    /// is entered in the ledger.
    /// </summary>
    /// <param name="accountId">Whose they will be.</param>
    /// <param name="chats">The chats.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <returns>The number of each; null for one that was there.</returns>
    Task<IReadOnlyList<long?>> AddAsync(long accountId, IReadOnlyList<NewChat> chats, CancellationToken cancel);
}

/// <summary>A chat to be added.</summary>
/// <param name="Chat">The chat, without a number.</param>
/// <param name="Turns">Its turns, none before its parent.</param>
public sealed record NewChat(StoredChat Chat, IReadOnlyList<NewTurn> Turns);

/// <summary>A turn to be added.</summary>
public sealed record NewTurn
{
    /// <summary>The place of the turn before among the chat's turns; null for a first one.</summary>
    public int? Parent { get; init; }

    /// <summary><c>user</c> or <c>assistant</c>.</summary>
    public required string Role { get; init; }

    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>What a search finds it by.</summary>
    public required string Words { get; init; }

    /// <summary>How an answer ended; null for a caller's turn.</summary>
    public AnswerState? State { get; init; }

    /// <summary>The model that answered.</summary>
    public string? Model { get; init; }

    /// <summary>Why the model ended.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The tokens used.</summary>
    public Usage? Usage { get; init; }

    /// <summary>When it was sent or asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

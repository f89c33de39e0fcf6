namespace MiniChat.ServiceInterface.Searches;

/// <summary>Finds the turns of chats by their words. What is said has them from the moment when it is kept; an answer from its end.</summary>
public interface ISearchStore
{
    /// <summary>Turns of the account's chats that may have all words, newest first.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="words">The words, at least one.</param>
    /// <param name="before">Only what comes behind this place.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<IReadOnlyList<SearchedTurn>> FindTurnsAsync(
        long accountId,
        IReadOnlyList<SearchWord> words,
        TimePlace before,
        int take,
        CancellationToken cancel
    );

    /// <summary>The titles of the account's chats, the last begun first.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="before">Only what comes behind this place.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<IReadOnlyList<SearchedTitle>> FindTitlesAsync(long accountId, TimePlace before, int take, CancellationToken cancel);
}

/// <summary>A turn that may have been looked for.</summary>
/// <param name="Id">Its number.</param>
/// <param name="ChatId">Its chat.</param>
/// <param name="Title">The chat's title.</param>
/// <param name="Role">Who said it.</param>
/// <param name="Text">The text.</param>
/// <param name="CreatedAt">When it was sent or asked for.</param>
public sealed record SearchedTurn(long Id, long ChatId, string? Title, string Role, string Text, DateTimeOffset CreatedAt);

/// <summary>A chat's title.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="Title">Its title.</param>
/// <param name="CreatedAt">When the chat was begun.</param>
public sealed record SearchedTitle(long ChatId, string Title, DateTimeOffset CreatedAt);

using MiniChat.ServiceInterface;
using MiniChat.ServiceInterface.Chats;
using MiniChat.ServiceInterface.Transfers;

namespace MiniChat.Host.Storage.Sql;

/// <summary>Whole chats, in any engine.</summary>
/// <param name="engine">Where the rows lie.</param>
public sealed class SqlTransferStore(ISqlEngine engine) : ITransferStore
{
    private const string FindChats =
        "SELECT "
        + SqlChatStore.Columns
        + " FROM chats WHERE account_id = @account AND (created_at, id) > (@at, @id) ORDER BY created_at, id LIMIT @take";

    private const string FindTurns =
        "SELECT " + SqlRows.AnswerColumns + ", a.role FROM turns a WHERE a.chat_id = @chat ORDER BY a.id";

    // Who follows the account's answers is not told of what was imported: the door says so.
    private static readonly SqlText KeepTurn = new(flavour =>
        $"""
            INSERT INTO turns (account_id, chat_id, parent_id, role, text, created_at, state, model, finish_reason, prompt_tokens,
                completion_tokens, door, ended_at{(flavour.WordsValue is null ? "" : ", words")})
            VALUES (@account, @chat, @parent, @role, @text, @at, @state, @model, @reason, @prompt, @completion, @door,
                @ended{(flavour.WordsValue is { } words ? $", {words}" : "")})
            """
    );

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredChat>> FindChatsAsync(
        long accountId,
        TimePlace after,
        int take,
        CancellationToken cancel
    ) =>
        await engine.ReadAsync(
            session => session.Prepare(FindChats).BindPage(accountId, after, take).AllAsync(SqlChatStore.Chat),
            cancel
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredChatTurn>> FindTurnsAsync(long chatId, CancellationToken cancel) =>
        await engine.ReadAsync(session => TurnsAsync(session, chatId), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<long?>> AddAsync(long accountId, IReadOnlyList<NewChat> chats, CancellationToken cancel) =>
        engine.WriteAsync<IReadOnlyList<long?>>(
            async session =>
            {
                await session.LockAsync(SqlLock.Account(accountId));
                var there = new SqlSameChats(session);
                var ids = new List<long?>(chats.Count);
                foreach (var chat in chats)
                    ids.Add(await there.AddAsync(chat) ? await AddAsync(session, chat) : null);
                return ids;
            },
            cancel
        );

    /// <summary>All turns of a chat, oldest first, inside a transaction.</summary>
    internal static ValueTask<List<StoredChatTurn>> TurnsAsync(SqlSession session, long chatId) =>
        session.Prepare(FindTurns).Bind("@chat", chatId).AllAsync(SqlRows.ChatTurn);

    private static async ValueTask<long> AddAsync(SqlSession session, NewChat chat)
    {
        var chatId = await SqlChatStore.InsertAsync(session, chat.Chat);
        var ids = new long[chat.Turns.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            var turn = chat.Turns[i];
            var statement = session
                .Prepare(KeepTurn.For(session))
                .Bind("@account", chat.Chat.AccountId)
                .Bind("@chat", chatId)
                .Bind("@parent", turn.Parent is { } parent ? ids[parent] : null)
                .Bind("@role", turn.Role)
                .Bind("@text", turn.Text)
                .Bind("@at", turn.CreatedAt)
                .Bind("@state", turn.State is { } state ? SqlRows.StateName(state) : null)
                .Bind("@model", turn.Model)
                .Bind("@reason", turn.FinishReason)
                .Bind("@prompt", turn.Usage?.PromptTokens)
                .Bind("@completion", turn.Usage?.CompletionTokens)
                .Bind("@door", turn.State is null ? null : "import")
                .Bind("@ended", turn.State is null ? null : turn.CreatedAt);
            if (session.Flavour.WordsValue is not null)
                ids[i] = await statement.Bind("@words", turn.Words).InsertAsync();
            else
                await SqlWords.KeepAsync(session, ids[i] = await statement.InsertAsync(), turn.Words);
        }
        return chatId;
    }
}

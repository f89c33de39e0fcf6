using MiniChat.ServiceInterface;
using MiniChat.ServiceInterface.Chats;

namespace MiniChat.Host.Storage.Sql;

/// <summary>Chats, in any engine.</summary>
/// <param name="engine">Where the rows lie.</param>
public sealed class SqlChatStore(ISqlEngine engine) : IChatStore
{
    /// <summary>The columns of a chat.</summary>
    internal const string Columns = "id, account_id, title, model, system, is_assistant, created_at, modified_at";

    private const string Insert = """
        INSERT INTO chats (account_id, title, title_folded, model, system, is_assistant, created_at, modified_at)
        VALUES (@account, @title, @folded, @model, @system, @assistant, @created, @modified)
        """;

    private const string FindBegun =
        "SELECT " + Columns + ", begun_fingerprint FROM chats WHERE account_id = @account AND begun_key = @key";

    private const string KeepKey = "UPDATE chats SET begun_key = @key, begun_fingerprint = @fingerprint WHERE id = @id";

    private const string FindOne = "SELECT " + Columns + " FROM chats WHERE id = @id AND account_id = @account";

    private const string FindPage =
        "SELECT "
        + Columns
        + " FROM chats WHERE account_id = @account AND (modified_at, id) < (@at, @id) "
        + "AND (@search IS NULL OR title_folded LIKE @search ESCAPE '\\') ORDER BY modified_at DESC, id DESC LIMIT @take";

    private const string Update = """
        UPDATE chats SET
            title = CASE WHEN @title IS NULL THEN title ELSE nullif(@title, '') END,
            title_folded = CASE WHEN @title IS NULL THEN title_folded ELSE nullif(@folded, '') END,
            model = CASE WHEN @model IS NULL THEN model ELSE nullif(@model, '') END,
            system = CASE WHEN @system IS NULL THEN system ELSE nullif(@system, '') END,
            modified_at = CASE WHEN modified_at > @at THEN modified_at ELSE @at END
        WHERE id = @id AND account_id = @account
        RETURNING 
        """;

    private const string UpdateOne = Update + Columns;

    private const string Delete = "DELETE FROM chats WHERE id = @id AND account_id = @account";

    private const string DeleteKeys =
        "DELETE FROM idempotency_keys WHERE answer_id IN (SELECT id FROM turns WHERE chat_id = @id)";

    private const string DeleteTurns = "DELETE FROM turns WHERE chat_id = @id";

    private const string Newest = "SELECT max(id) FROM turns WHERE chat_id = @id";

    private const string Children = "SELECT coalesce(parent_id, 0), id FROM turns WHERE chat_id = @id ORDER BY id";

    private const string Path =
        "WITH RECURSIVE path (id, up, place) AS ("
        + "SELECT id, parent_id, 1 FROM turns WHERE id = @turn AND chat_id = @chat "
        + "UNION ALL SELECT t.id, t.parent_id, p.place + 1 FROM path p JOIN turns t ON t.id = p.up WHERE p.place < @take) "
        + "SELECT "
        + SqlRows.AnswerColumns
        + ", a.role FROM path p JOIN turns a ON a.id = p.id ORDER BY a.id DESC";

    /// <inheritdoc/>
    public async Task<StoredChat> CreateAsync(StoredChat chat, CancellationToken cancel)
    {
        var id = await engine.WriteAsync(session => InsertAsync(session, chat), cancel);
        return chat with { Id = id };
    }

    /// <inheritdoc/>
    public Task<BegunChat> BeginAsync(StoredChat chat, string key, byte[] fingerprint, CancellationToken cancel) =>
        engine.WriteAsync(
            async session =>
            {
                await session.LockAsync(SqlLock.Account(chat.AccountId));
                if (await BegunAsync(session, chat.AccountId, key, fingerprint) is { } begun)
                    return begun;
                var id = await InsertAsync(session, chat);
                await session.Prepare(KeepKey).Bind("@key", key).Bind("@fingerprint", fingerprint).Bind("@id", id).ExecuteAsync();
                return new BegunChat(chat with { Id = id }, IsNew: true);
            },
            cancel
        );

    private static ValueTask<BegunChat?> BegunAsync(SqlSession session, long account, string key, byte[] fingerprint) =>
        session
            .Prepare(FindBegun)
            .Bind("@account", account)
            .Bind("@key", key)
            .FirstAsync<BegunChat?>(row => new BegunChat(
                row.Bytes(8).SequenceEqual(fingerprint) ? Chat(row) : null,
                IsNew: false
            ));

    /// <summary>Keeps a new chat, inside a transaction, and gives its number.</summary>
    internal static ValueTask<long> InsertAsync(SqlSession session, StoredChat chat) =>
        session
            .Prepare(Insert)
            .Bind("@account", chat.AccountId)
            .Bind("@title", chat.Title)
            .Bind("@folded", chat.Title?.ToLowerInvariant())
            .Bind("@model", chat.Model)
            .Bind("@system", chat.System)
            .Bind("@assistant", chat.IsAssistant ? 1 : 0)
            .Bind("@created", chat.CreatedAt)
            .Bind("@modified", chat.ModifiedAt)
            .InsertAsync();

    /// <inheritdoc/>
    public Task<StoredChat?> FindAsync(long accountId, long chatId, CancellationToken cancel) =>
        engine.ReadAsync(
            session => session.Prepare(FindOne).Bind("@id", chatId).Bind("@account", accountId).FirstAsync(Chat),
            cancel
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredChat>> FindManyAsync(
        long accountId,
        string? search,
        TimePlace before,
        int take,
        CancellationToken cancel
    ) =>
        await engine.ReadAsync(
            session =>
                session
                    .Prepare(FindPage)
                    .BindPage(accountId, before, take)
                    .Bind("@search", search is null ? null : SqlPattern.Holding(search.ToLowerInvariant()))
                    .AllAsync(Chat),
            cancel
        );

    /// <inheritdoc/>
    public Task<StoredChat?> UpdateAsync(ChatChange change, CancellationToken cancel) =>
        engine.WriteAsync(
            session =>
                session
                    .Prepare(UpdateOne)
                    .Bind("@id", change.Id)
                    .Bind("@account", change.AccountId)
                    .Bind("@title", change.Title)
                    .Bind("@folded", change.Title?.ToLowerInvariant())
                    .Bind("@model", change.Model)
                    .Bind("@system", change.System)
                    .Bind("@at", change.At)
                    .FirstAsync(Chat),
            cancel
        );

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(long accountId, long chatId, CancellationToken cancel) =>
        engine.WriteAsync(
            async session =>
            {
                await session.LockAsync(SqlLock.Account(accountId));
                if (await session.Prepare(Delete).Bind("@id", chatId).Bind("@account", accountId).ExecuteAsync() == 0)
                    return false;
                await session.Prepare(DeleteKeys).Bind("@id", chatId).ExecuteAsync();
                await session.Prepare(DeleteTurns).Bind("@id", chatId).ExecuteAsync();
                return true;
            },
            cancel
        );

    /// <inheritdoc/>
    public Task<long?> NewestTurnAsync(long chatId, CancellationToken cancel) =>
        engine.ReadAsync(session => session.Prepare(Newest).Bind("@id", chatId).FirstAsync(row => row.NumberOrNull(0)), cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredChatTurn>> PathAsync(long chatId, long turnId, int take, CancellationToken cancel) =>
        await engine.ReadAsync(
            session =>
                session.Prepare(Path).Bind("@chat", chatId).Bind("@turn", turnId).Bind("@take", take).AllAsync(SqlRows.ChatTurn),
            cancel
        );

    /// <inheritdoc/>
    public async Task<ILookup<long, long>> ChildrenAsync(long chatId, CancellationToken cancel)
    {
        var rows = await engine.ReadAsync(
            session => session.Prepare(Children).Bind("@id", chatId).AllAsync(row => (Parent: row.Number(0), Id: row.Number(1))),
            cancel
        );
        return rows.ToLookup(row => row.Parent, row => row.Id);
    }

    /// <summary>A chat of a row of <see cref="Columns"/>.</summary>
    internal static StoredChat Chat(SqlRow row) =>
        new()
        {
            Id = row.Number(0),
            AccountId = row.Number(1),
            Title = row.TextOrNull(2),
            Model = row.TextOrNull(3),
            System = row.TextOrNull(4),
            IsAssistant = row.Number(5) != 0,
            CreatedAt = row.Time(6),
            ModifiedAt = row.Time(7),
        };
}

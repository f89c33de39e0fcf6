using Dapper;
using MiniChat.ServiceInterface.Chats;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>Chats in SQLite.</summary>
public sealed class SqliteChatStore(SqliteWriter writer, SqliteReaders readers) : IChatStore
{
    private const string Columns =
        "id AS Id, account_id AS AccountId, title AS Title, model AS Model, system AS System, "
        + "is_assistant AS IsAssistant, created_at AS CreatedAt, modified_at AS ModifiedAt";

    private const string Path =
        "WITH RECURSIVE path (id, up) AS ("
        + "SELECT id, parent_id FROM turns WHERE id = @turn AND chat_id = @chat "
        + "UNION ALL SELECT t.id, t.parent_id FROM path p JOIN turns t ON t.id = p.up LIMIT @take) "
        + "SELECT "
        + SqliteRows.AnswerColumns
        + ", a.role FROM path p JOIN turns a ON a.id = p.id ORDER BY a.id DESC";

    private sealed record Row(
        long Id,
        long AccountId,
        string? Title,
        string? Model,
        string? System,
        long IsAssistant,
        long CreatedAt,
        long ModifiedAt
    )
    {
        internal StoredChat ToChat() =>
            new()
            {
                Id = Id,
                AccountId = AccountId,
                Title = Title,
                Model = Model,
                System = System,
                IsAssistant = IsAssistant != 0,
                CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
                ModifiedAt = DateTimeOffset.FromUnixTimeMilliseconds(ModifiedAt),
            };
    }

    public async Task<StoredChat> CreateAsync(StoredChat chat, CancellationToken cancel)
    {
        var id = await writer.WriteAsync(
            session =>
                session.Connection.QuerySingle<long>(
                    """
                    INSERT INTO chats (account_id, title, title_folded, model, system, is_assistant, created_at, modified_at)
                    VALUES (@AccountId, @Title, @Folded, @Model, @System, @IsAssistant, @Created, @Modified) RETURNING id
                    """,
                    Parameters(chat)
                ),
            cancel
        );
        return chat with { Id = id };
    }

    public Task<StoredChat?> FindAsync(long accountId, long chatId, CancellationToken cancel) =>
        readers.ReadAsync(
            session =>
                session
                    .Connection.QuerySingleOrDefault<Row>(
                        $"SELECT {Columns} FROM chats WHERE id = @chatId AND account_id = @accountId",
                        new { chatId, accountId }
                    )
                    ?.ToChat(),
            cancel
        );

    public Task<IReadOnlyList<StoredChat>> FindManyAsync(
        long accountId,
        string? search,
        ChatCursor? after,
        int take,
        CancellationToken cancel
    ) =>
        readers.ReadAsync<IReadOnlyList<StoredChat>>(
            session =>
                [
                    .. session
                        .Connection.Query<Row>(
                            $"""
                            SELECT {Columns} FROM chats
                            WHERE account_id = @accountId AND (modified_at, id) < (@at, @id)
                                AND (@search IS NULL OR instr(title_folded, @search) > 0)
                            ORDER BY modified_at DESC, id DESC LIMIT @take
                            """,
                            new
                            {
                                accountId,
                                at = after?.ModifiedAt.ToUnixTimeMilliseconds() ?? long.MaxValue,
                                id = after?.Id ?? long.MaxValue,
                                search = search?.ToLowerInvariant(),
                                take,
                            }
                        )
                        .Select(row => row.ToChat()),
                ],
            cancel
        );

    public Task<StoredChat?> UpdateAsync(ChatChange change, CancellationToken cancel) =>
        writer.WriteAsync(
            session =>
                session
                    .Connection.QuerySingleOrDefault<Row>(
                        $"""
                        UPDATE chats SET
                            title = CASE WHEN @Title IS NULL THEN title ELSE nullif(@Title, '') END,
                            title_folded = CASE WHEN @Title IS NULL THEN title_folded ELSE nullif(@Folded, '') END,
                            model = CASE WHEN @Model IS NULL THEN model ELSE nullif(@Model, '') END,
                            system = CASE WHEN @System IS NULL THEN system ELSE nullif(@System, '') END,
                            modified_at = max(modified_at, @At)
                        WHERE id = @Id AND account_id = @AccountId
                        RETURNING {Columns}
                        """,
                        new
                        {
                            change.Id,
                            change.AccountId,
                            change.Title,
                            Folded = change.Title?.ToLowerInvariant(),
                            change.Model,
                            change.System,
                            At = change.At.ToUnixTimeMilliseconds(),
                        }
                    )
                    ?.ToChat(),
            cancel
        );

    public Task<bool> DeleteAsync(long accountId, long chatId, CancellationToken cancel) =>
        writer.WriteAsync(
            session =>
            {
                var parameters = new { accountId, chatId };
                if (
                    session.Connection.Execute("DELETE FROM chats WHERE id = @chatId AND account_id = @accountId", parameters)
                    == 0
                )
                    return false;
                session.Connection.Execute(
                    "DELETE FROM idempotency_keys WHERE answer_id IN (SELECT id FROM turns WHERE chat_id = @chatId)",
                    parameters
                );
                session.Connection.Execute("DELETE FROM turns WHERE chat_id = @chatId", parameters);
                return true;
            },
            cancel
        );

    public Task<long?> NewestTurnAsync(long chatId, CancellationToken cancel) =>
        readers.ReadAsync(
            session => session.Connection.QuerySingle<long?>("SELECT max(id) FROM turns WHERE chat_id = @chatId", new { chatId }),
            cancel
        );

    public Task<IReadOnlyList<StoredChatTurn>> PathAsync(long chatId, long turnId, int take, CancellationToken cancel) =>
        readers.ReadAsync<IReadOnlyList<StoredChatTurn>>(
            session =>
                session.Prepare(Path).Bind("@chat", chatId).Bind("@turn", turnId).Bind("@take", take).All(SqliteRows.ChatTurn),
            cancel
        );

    public Task<ILookup<long, long>> ChildrenAsync(long chatId, CancellationToken cancel) =>
        readers.ReadAsync(
            session =>
                session
                    .Connection.Query<(long Parent, long Id)>(
                        "SELECT coalesce(parent_id, 0), id FROM turns WHERE chat_id = @chatId ORDER BY id",
                        new { chatId }
                    )
                    .ToLookup(row => row.Parent, row => row.Id),
            cancel
        );

    private static object Parameters(StoredChat chat) =>
        new
        {
            chat.Id,
            chat.AccountId,
            chat.Title,
            Folded = chat.Title?.ToLowerInvariant(),
            chat.Model,
            chat.System,
            chat.IsAssistant,
            Created = chat.CreatedAt.ToUnixTimeMilliseconds(),
            Modified = chat.ModifiedAt.ToUnixTimeMilliseconds(),
        };
}

using MiniChat.ServiceInterface;
using MiniChat.ServiceInterface.Shares;

namespace MiniChat.Host.Storage.Sql;

/// <summary>Links to shared chats, in any engine.</summary>
/// <param name="engine">Where the rows lie.</param>
public sealed class SqlShareStore(ISqlEngine engine) : IShareStore
{
    private const string Columns = "chat_id, account_id, token, turn_id, created_at";

    private const string Keep = $"""
        INSERT INTO shares ({Columns})
        SELECT id, account_id, @token, @turn, @created FROM chats WHERE id = @chat AND account_id = @account
        ON CONFLICT (chat_id) DO UPDATE SET turn_id = excluded.turn_id
        RETURNING {Columns}
        """;

    private const string End = "DELETE FROM shares WHERE chat_id = @chat AND account_id = @account";

    private const string FindOne = "SELECT " + Columns + " FROM shares WHERE chat_id = @chat AND account_id = @account";

    private const string Shared =
        "SELECT s.chat_id, s.account_id, s.token, s.turn_id, s.created_at, c.title, c.created_at "
        + "FROM shares s JOIN chats c ON c.id = s.chat_id ";

    private const string FindByToken = Shared + "WHERE s.token = @token";

    private const string FindPage =
        Shared
        + "WHERE s.account_id = @account AND (s.created_at, s.chat_id) < (@at, @id) "
        + "ORDER BY s.created_at DESC, s.chat_id DESC LIMIT @take";

    /// <inheritdoc/>
    public Task<StoredShare?> KeepAsync(StoredShare share, CancellationToken cancel) =>
        engine.WriteAsync(
            async session =>
            {
                // Who deletes the chat holds it too: else the chat could go between being found and being referred to.
                await session.LockAsync(SqlLock.Account(share.AccountId));
                return await session
                    .Prepare(Keep)
                    .Bind("@chat", share.ChatId)
                    .Bind("@account", share.AccountId)
                    .Bind("@token", share.Token)
                    .Bind("@turn", share.TurnId)
                    .Bind("@created", share.CreatedAt)
                    .FirstAsync(Share);
            },
            cancel
        );

    /// <inheritdoc/>
    public Task<bool> EndAsync(long accountId, long chatId, CancellationToken cancel) =>
        engine.WriteAsync(
            async session => await session.Prepare(End).Bind("@chat", chatId).Bind("@account", accountId).ExecuteAsync() == 1,
            cancel
        );

    /// <inheritdoc/>
    public Task<StoredShare?> FindAsync(long accountId, long chatId, CancellationToken cancel) =>
        engine.ReadAsync(
            session => session.Prepare(FindOne).Bind("@chat", chatId).Bind("@account", accountId).FirstAsync(Share),
            cancel
        );

    /// <inheritdoc/>
    public Task<SharedChat?> FindByTokenAsync(string token, CancellationToken cancel) =>
        engine.ReadAsync(session => session.Prepare(FindByToken).Bind("@token", token).FirstAsync(Chat), cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SharedChat>> FindManyAsync(
        long accountId,
        TimePlace before,
        int take,
        CancellationToken cancel
    ) => await engine.ReadAsync(session => session.Prepare(FindPage).BindPage(accountId, before, take).AllAsync(Chat), cancel);

    private static SharedChat Chat(SqlRow row) => new(Share(row), row.TextOrNull(5), row.Time(6));

    private static StoredShare Share(SqlRow row) =>
        new()
        {
            ChatId = row.Number(0),
            AccountId = row.Number(1),
            Token = row.Text(2),
            TurnId = row.Number(3),
            CreatedAt = row.Time(4),
        };
}

using MiniChat.ServiceInterface;
using MiniChat.ServiceInterface.Searches;

namespace MiniChat.Host.Storage.Sql;

/// <summary>Finds turns by their words, in any engine; each has an index of its own for them.</summary>
/// <param name="engine">Where the rows lie.</param>
public sealed class SqlSearchStore(ISqlEngine engine) : ISearchStore
{
    private static readonly SqlText Turns = new(flavour =>
        $"""
            SELECT t.id, t.chat_id, c.title, t.role, t.text, t.created_at
            FROM ({flavour.TurnsWithWords}) f JOIN turns t ON t.id = f.id JOIN chats c ON c.id = t.chat_id
            ORDER BY t.created_at DESC, t.id DESC
            """
    );

    private const string Titles = """
        SELECT id, title, created_at FROM chats
        WHERE account_id = @account AND (created_at, id) < (@at, @id) AND title IS NOT NULL
        ORDER BY created_at DESC, id DESC LIMIT @take
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SearchedTurn>> FindTurnsAsync(
        long accountId,
        IReadOnlyList<SearchWord> words,
        TimePlace before,
        int take,
        CancellationToken cancel
    ) =>
        await engine.ReadAsync(
            session =>
                session
                    .Prepare(Turns.For(session))
                    .BindPage(accountId, before, take)
                    .Bind("@words", session.Flavour.Expression(SearchWords.Prefix(accountId), words))
                    .AllAsync(row => new SearchedTurn(
                        row.Number(0),
                        row.Number(1),
                        row.TextOrNull(2),
                        row.Text(3),
                        row.Text(4),
                        row.Time(5)
                    )),
            cancel
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SearchedTitle>> FindTitlesAsync(
        long accountId,
        TimePlace before,
        int take,
        CancellationToken cancel
    ) =>
        await engine.ReadAsync(
            session =>
                session
                    .Prepare(Titles)
                    .BindPage(accountId, before, take)
                    .AllAsync(row => new SearchedTitle(row.Number(0), row.Text(1), row.Time(2))),
            cancel
        );
}

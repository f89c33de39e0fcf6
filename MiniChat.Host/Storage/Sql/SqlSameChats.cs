using System.Globalization;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Transfers;

namespace MiniChat.Host.Storage.Sql;

/// <summary>
/// Which chats an account has already, inside the transaction of an import. What was begun in one millisecond is read once,
/// however many chats of the import were: else a file of such chats would be compared with itself, chat by chat.
/// </summary>
internal sealed class SqlSameChats(SqlSession session)
{
    private const string FindSame = "SELECT id FROM chats WHERE account_id = @account AND created_at = @at ORDER BY id";

    private readonly Dictionary<DateTimeOffset, HashSet<string>> _there = [];

    /// <summary>Takes note of a chat.</summary>
    /// <param name="chat">The chat, which is about to be added.</param>
    /// <returns>Whether it is new.</returns>
    public async ValueTask<bool> AddAsync(NewChat chat)
    {
        if (!_there.TryGetValue(chat.Chat.CreatedAt, out var there))
            _there[chat.Chat.CreatedAt] = there = await FindAsync(chat.Chat.AccountId, chat.Chat.CreatedAt);
        return there.Add(Print(chat.Turns.Select(turn => (turn.Parent, turn.Role, turn.Text, turn.CreatedAt))));
    }

    private async ValueTask<HashSet<string>> FindAsync(long accountId, DateTimeOffset at)
    {
        var found = await session.Prepare(FindSame).Bind("@account", accountId).Bind("@at", at).AllAsync(row => row.Number(0));
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in found)
        {
            var turns = await SqlTransferStore.TurnsAsync(session, id);
            var places = turns.Select((turn, i) => (turn.Id, i)).ToDictionary(pair => pair.Id, pair => pair.i);
            there.Add(
                Print(
                    turns.Select(turn =>
                        (turn.ParentId is { } parent ? places[parent] : (int?)null, turn.Role, turn.Text, turn.CreatedAt)
                    )
                )
            );
        }
        return there;
    }

    private static string Print(IEnumerable<(int? Parent, string Role, string Text, DateTimeOffset At)> turns) =>
        Convert.ToHexString(
            Asking.Fingerprint([
                .. turns.SelectMany(turn =>
                    new[]
                    {
                        turn.Parent?.ToString(CultureInfo.InvariantCulture),
                        turn.Role,
                        turn.Text,
                        turn.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
                    }
                ),
            ])
        );
}

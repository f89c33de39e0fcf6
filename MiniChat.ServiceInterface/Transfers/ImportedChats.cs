using MiniChat.ServiceInterface.Chats;
using MiniChat.ServiceInterface.Searches;
using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Transfers;

/// <summary>Makes chats that can be kept of those that somebody sent, or tells what is wrong with them.</summary>
/// <param name="accountId">Whose they will be.</param>
/// <param name="now">The time: nothing was said after it.</param>
internal sealed class ImportedChats(long accountId, DateTimeOffset now)
{
    // Clocks differ a little.
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(5);

    private readonly ImportRules _rules = new();

    /// <summary>Reads them.</summary>
    /// <param name="chats">The chats.</param>
    /// <exception cref="Stack.ServiceException">Something is wrong with one of them; all is told.</exception>
    public List<NewChat> Read(List<PortableChat> chats)
    {
        var read = chats.Select((chat, i) => Read(chat, $"Chats[{i}]")).ToList();
        _rules.Demand();
        return [.. read.OfType<NewChat>()];
    }

    private NewChat? Read(PortableChat? chat, string at)
    {
        if (chat is null)
        {
            _rules.Break(at, "NotNull", "A chat must not be null.");
            return null;
        }
        var created = chat.CreatedDate ?? chat.Turns.Where(turn => turn?.CreatedDate is not null).Min(turn => turn.CreatedDate);
        if (created is null)
            _rules.Break($"{at}.CreatedDate", "NotEmpty", "'CreatedDate' must be there, or that of a turn.");
        var begun = Date(created, $"{at}.CreatedDate") ?? now;
        var turns = new ImportedTurns(accountId, chat.Model, begun, _rules, Date).Read(chat.Turns, at);
        var last = turns.Select(turn => turn.CreatedAt).Append(begun).Max();
        return new NewChat(
            new StoredChat
            {
                AccountId = accountId,
                Title = string.IsNullOrWhiteSpace(chat.Title) ? TitleOf(turns) : chat.Title.Trim(),
                Model = string.IsNullOrWhiteSpace(chat.Model) ? null : chat.Model,
                System = string.IsNullOrWhiteSpace(chat.System) ? null : chat.System,
                IsAssistant = chat.Assistant == true,
                CreatedAt = begun,
                ModifiedAt = Date(chat.ModifiedDate, $"{at}.ModifiedDate") ?? last,
            },
            turns
        );
    }

    private static string? TitleOf(List<NewTurn> turns) =>
        turns.FirstOrDefault(turn => turn.Role == "user") is { } first ? ChatTitle.Of(first.Text) : null;

    /// <summary>A date as it is kept: in milliseconds.</summary>
    private DateTimeOffset? Date(DateTime? date, string field)
    {
        if (date is not { } given)
            return null;
        var at = new DateTimeOffset(DateTime.SpecifyKind(given, DateTimeKind.Utc));
        if (at >= DateTimeOffset.UnixEpoch && at <= now + Leeway)
            return DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
        _rules.Break(field, "Date", "The date must lie between 1970 and now, in UTC.");
        return null;
    }
}

using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Searches;

/// <summary>Finds words in one's own chats.</summary>
public sealed class SearchServices(ISearchStore store) : IService
{
    // Texts can be long: no more of them are in memory at once than have to be.
    private const int TurnsAtOnce = 25;
    private const int TitlesAtOnce = 1000;

    // Where the store guesses wrong again and again, a page ends early: the next one goes on.
    private const int MostRounds = 40;

    private sealed record Hit(SearchCursor Place, FoundTurn Found);

    /// <summary>What was found, and up to where was looked: null to the end.</summary>
    private sealed record Hits(List<Hit> Found, SearchCursor? Seen);

    public async Task<FindTurnsResponse> Get(FindTurns request, Caller caller, CancellationToken cancel)
    {
        var query = SearchQuery.Parse(request.Search);
        var after = SearchCursor.Parse(request.After);
        if (query.IsEmpty)
            return new FindTurnsResponse();
        var take = request.Take ?? 20;
        var turns = await TurnsAsync(caller.AccountId, query, after, take + 1, cancel);
        var titles = await TitlesAsync(caller.AccountId, query, after, take + 1, cancel);
        var all = turns
            .Found.Concat(titles)
            // What is newer than where the turns were left off is complete.
            .Where(hit => turns.Seen is not { } seen || !hit.Place.IsBehind(seen))
            .OrderByDescending(hit => hit.Place.Place.At)
            .ThenBy(hit => hit.Place.IsTitle)
            .ThenByDescending(hit => hit.Place.Place.Id)
            .ToList();
        return new FindTurnsResponse
        {
            Results = [.. all.Take(take).Select(hit => hit.Found)],
            Next = (all.Count > take ? all[take - 1].Place : turns.Seen)?.ToString(),
        };
    }

    private async Task<Hits> TurnsAsync(long account, SearchQuery query, SearchCursor after, int wanted, CancellationToken cancel)
    {
        var found = new List<Hit>();
        var (place, words) = (after, query.Words);
        for (var round = 0; round < MostRounds; round++)
        {
            var some = await store.FindTurnsAsync(account, words, place.Turns, TurnsAtOnce, cancel);
            foreach (var turn in some)
            {
                place = new SearchCursor(TimePlace.Of(turn.CreatedAt, turn.Id), IsTitle: false);
                if (SearchMatch.Find(query, turn.Text) is not { } marks)
                    continue;
                found.Add(new Hit(place, Describe(turn, SearchExcerpt.Of(turn.Text, marks))));
                if (found.Count == wanted)
                    return new Hits(found, null);
            }
            if (some.Count < TurnsAtOnce)
                return new Hits(found, null);
        }
        return new Hits(found, place);
    }

    private async Task<List<Hit>> TitlesAsync(
        long account,
        SearchQuery query,
        SearchCursor after,
        int wanted,
        CancellationToken cancel
    )
    {
        var found = new List<Hit>();
        for (var place = after; ; )
        {
            var some = await store.FindTitlesAsync(account, place.Titles, TitlesAtOnce, cancel);
            foreach (var title in some)
            {
                place = new SearchCursor(TimePlace.Of(title.CreatedAt, title.ChatId), IsTitle: true);
                if (SearchMatch.Find(query, title.Title) is { } marks)
                    found.Add(new Hit(place, Describe(title, SearchExcerpt.Of(title.Title, marks))));
                if (found.Count == wanted)
                    return found;
            }
            if (some.Count < TitlesAtOnce)
                return found;
        }
    }

    private static FoundTurn Describe(SearchedTurn turn, SearchExcerpt excerpt) =>
        new()
        {
            ChatId = turn.ChatId,
            Title = turn.Title,
            TurnId = turn.Id,
            Role = turn.Role,
            Excerpt = excerpt.Text,
            Marks = excerpt.Marks,
            CreatedDate = turn.CreatedAt.UtcDateTime,
        };

    private static FoundTurn Describe(SearchedTitle title, SearchExcerpt excerpt) =>
        new()
        {
            ChatId = title.ChatId,
            Title = title.Title,
            Excerpt = excerpt.Text,
            Marks = excerpt.Marks,
            CreatedDate = title.CreatedAt.UtcDateTime,
        };
}

using System.Diagnostics;
using MiniChat.Host.Storage.Sql;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.ServiceInterface.Chats;
using MiniChat.ServiceInterface.Searches;
using MiniChat.ServiceInterface.Transfers;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Bench;

/// <summary>A search of one account's turns, by the service and the store, without HTTP.</summary>
internal static class Searches
{
    private const int Chats = 1_000;
    private const int TurnsEach = 100;
    private const int Rounds = 100;

    public static async Task RunAsync()
    {
        using var store = new BenchStore();
        using var writer = new SqliteWriter(store.File);
        using var readers = new SqliteReaders(store.File);
        await MeasureAsync("SQLite", new SqliteEngine(writer, readers), store.AccountId, () => Task.CompletedTask);
    }

    public static async Task RunAsync(PostgresPlace place)
    {
        await using var store = await place.OpenStoreAsync();
        // As it does by itself soon after so many rows came.
        await MeasureAsync("PostgreSQL", store.Engine, place.AccountIds[0], () => place.ExecuteAsync("VACUUM ANALYZE turns"));
    }

    private static async Task MeasureAsync(string name, ISqlEngine engine, long account, Func<Task> settle)
    {
        Load.Head($"{name}: FindTurns among {Chats * TurnsEach:N0} turns of an account, a page of 20");
        var texts = new SearchTexts();
        var begun = Stopwatch.GetTimestamp();
        await FillAsync(engine, account, texts);
        await settle();
        Load.Line("filled in", $"{Stopwatch.GetElapsedTime(begun).TotalSeconds:F0} s");
        var service = new SearchServices(new SqlSearchStore(engine));
        var round = 0;
        await TimeAsync("two typical words", service, account, () => $"{texts.Of(100, 1_000)} {texts.Of(100, 1_000)}");
        await TimeAsync("one typical word", service, account, () => $"{texts.Of(100, 1_000)}");
        await TimeAsync("a rare word", service, account, () => $"once{round++}x");
        await TimeAsync("a word of nearly every text", service, account, () => texts.Of(0, 5));
        await TimeAsync("a beginning of two letters", service, account, () => texts.Of(0, 1_000)[..2]);
        await TimeAsync(
            "a typical word and such a beginning",
            service,
            account,
            () => $"{texts.Of(100, 1_000)} {texts.Of(0, 1_000)[..2]}"
        );
        await TimeAsync("a word that is not there", service, account, () => "xyzzy");
    }

    private static async Task FillAsync(ISqlEngine engine, long account, SearchTexts texts)
    {
        var store = new SqlTransferStore(engine);
        for (var number = 0; number < Chats; number++)
        {
            var begun = DateTimeOffset.UnixEpoch.AddHours(number);
            var chat = new StoredChat
            {
                AccountId = account,
                Title = texts.Of(0, 30_000),
                CreatedAt = begun,
                ModifiedAt = begun,
            };
            var turns = Enumerable
                .Range(0, TurnsEach)
                .Select(turn => TurnOf(account, turn, turn == 0 ? $"{texts.Next()} once{number}x" : texts.Next(), begun));
            await store.AddAsync(account, [new NewChat(chat, [.. turns])], CancellationToken.None);
        }
    }

    private static NewTurn TurnOf(long account, int number, string text, DateTimeOffset begun) =>
        new()
        {
            Parent = number == 0 ? null : number - 1,
            Role = number % 2 == 0 ? "user" : "assistant",
            Text = text,
            Words = SearchWords.Of(account, text),
            State = number % 2 == 0 ? null : AnswerState.Completed,
            CreatedAt = begun.AddSeconds(number),
        };

    private static async Task TimeAsync(string what, SearchServices service, long account, Func<string> search)
    {
        var caller = new Caller { AccountId = account };
        var (times, found) = (new List<double>(), 0);
        for (var round = -10; round < Rounds; round++)
        {
            var request = new FindTurns { Search = search() };
            var begun = Stopwatch.GetTimestamp();
            var page = await service.Get(request, caller, CancellationToken.None);
            if (round < 0)
                continue;
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            found += page.Results.Count;
        }
        times.Sort();
        Load.Line(what, $"p50 {times[Rounds / 2]:F1}, p99 {times[Rounds * 99 / 100]:F1} ms; {found / (double)Rounds:F1} found");
    }
}

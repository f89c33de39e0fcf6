using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using MiniChat.Host.Bus.Memory;
using MiniChat.Host.Models.Offline;
using MiniChat.Host.Storage.Sql;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Mirrors;
using MiniChat.ServiceInterface.Questions;
using MiniChat.ServiceInterface.Throttling;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Bench;

/// <summary>Durable questions per second, beside what the same file can do with the same rows in one, or in each its own, transaction.</summary>
internal static class Questions
{
    private const int Callers = 64;
    private const int Each = 20_000;

    /// <summary>What is asked, and what is answered.</summary>
    internal static readonly string Text = new('q', 200);

    internal static readonly string Answer = new('a', 800);

    public static async Task RunAsync()
    {
        Load.Head($"Durable questions per second (synchronous=FULL, {Callers} callers, offline model at zero pace, median of 3)");
        var (single, big, ours, served) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < 3; round++)
        {
            single.Add(await OneByOneAsync(5_000));
            big.Add(await OneTransactionAsync(Each * 3));
            ours.Add(await AskAsync(Each * 3));
            served.Add(await ServeAsync());
        }
        var (one, all, mini, http) = (Load.Median(single), Load.Median(big), Load.Median(ours), Load.Median(served));
        Load.Line("one transaction per question", $"{one:F0}");
        Load.Line("one big transaction", $"{all:F0}");
        Load.Line("MiniChat, the Question service", $"{mini:F0} = {mini / one:F1} x one each, {mini / all:F2} of one big");
        Load.Line("MiniChat, POST /questions over HTTP", $"{http:F0} = {http / one:F1} x one each");
    }

    /// <summary>Keeps a question as the service does: ask, then end, each acknowledged.</summary>
    private static async Task KeepAsync(SqlSession session, SqlAsks asks) =>
        await asks.EndAsync(session, await asks.AskAsync(session));

    private static Task<double> OneByOneAsync(int count) =>
        WithAsync(
            async (session, asks) =>
            {
                for (var i = 0; i < count; i++)
                {
                    session.Prepare("BEGIN IMMEDIATE").Execute();
                    await KeepAsync(session, asks);
                    session.Prepare("COMMIT").Execute();
                }
                return count;
            }
        );

    private static Task<double> OneTransactionAsync(int count) =>
        WithAsync(
            async (session, asks) =>
            {
                session.Prepare("BEGIN IMMEDIATE").Execute();
                for (var i = 0; i < count; i++)
                    await KeepAsync(session, asks);
                session.Prepare("COMMIT").Execute();
                return count;
            }
        );

    private static async Task<double> WithAsync(Func<SqliteSession, SqlAsks, Task<int>> work)
    {
        using var store = new BenchStore();
        using var session = store.File.OpenWriter();
        var asks = new SqlAsks(store.AccountId, Text, Answer);
        var begun = Stopwatch.GetTimestamp();
        var count = await work(session, asks);
        return count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task<double> AskAsync(int count)
    {
        using var store = new BenchStore();
        using var writer = new SqliteWriter(store.File);
        using var readers = new SqliteReaders(store.File);
        var engine = new SqliteEngine(writer, readers);
        var services = Compose(new SqliteAnswerStore(engine), new SqlAttemptStore(engine));
        var call = new Call { Caller = new Caller { AccountId = store.AccountId } };
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, Callers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < count / Callers; i++)
                            await services.Post(new Question { Text = Text }, call, CancellationToken.None);
                    })
                )
        );
        return count / Callers * Callers / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    /// <summary>The service as the server puts it together, over a store.</summary>
    internal static QuestionServices Compose(IAnswerStore store, IAttemptStore attempts)
    {
        var clock = TimeProvider.System;
        var options = new AnswerOptions { RunningAnswersPerAccount = 0 };
        var running = new RunningAnswers();
        var model = new OfflineAnswerModel(new OfflineOptions { TokenDelay = TimeSpan.Zero }, clock);
        var mirrors = new AnswerMirrors(new MemoryBus(), running, store, clock, NullLogger<AnswerMirrors>.Instance);
        var runner = new AnswerRunner(model, store, running, clock, NullLogger<AnswerRunner>.Instance);
        var keeper = new AnswerKeeper(store, running, options, clock, NullLogger<AnswerKeeper>.Instance);
        var gate = new AskGate(store, keeper, new AskThrottle(attempts, new AskLimits(), clock), options);
        var asking = new Asking(gate, runner, new AnswerReader(running, mirrors, store, clock));
        var contexts = new QuestionContext(store, new ContextWindow(options));
        return new QuestionServices(asking, model, store, running, contexts, clock);
    }

    private static async Task<double> ServeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("minichat-bench-").FullName;
        using var server = await Child.MiniChatAsync(
            folder,
            new() { ["MiniChat__Models__OfflineTokenMilliseconds"] = "0", ["MiniChat__Limits__RunningAnswersPerAccount"] = "0" }
        );
        using var client = new Client.MiniChatClient(server.Address);
        await client.SendAsync(new Register { UserName = "bench", Password = "bench password" }, CancellationToken.None);
        await client.SignInAsync("bench", "bench password", CancellationToken.None);
        var request = RawClient.Request("POST", "/questions", $$"""{"text":"{{Text}}"}""", client.BearerToken);
        // The just-in-time compiler takes that long.
        await Load.RateAsync(Callers, server.Port, request, TimeSpan.FromSeconds(8));
        var rate = await Load.RateAsync(Callers, server.Port, request, TimeSpan.FromSeconds(4));
        // Its files are in the folder: it has to end first.
        server.Dispose();
        Directory.Delete(folder, recursive: true);
        return rate;
    }
}

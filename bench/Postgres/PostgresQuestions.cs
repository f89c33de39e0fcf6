using System.Diagnostics;
using MiniChat.Client;
using MiniChat.Host.Storage.Sql;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Usages;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Bench;

/// <summary>Durable questions per second on PostgreSQL, beside the same rows by bare Npgsql and by one COPY.</summary>
internal static class PostgresQuestions
{
    private const int Callers = 64;
    private const int Rounds = 5;
    private const int Few = 2_048;
    private const int Many = 16_384;

    public static async Task RunAsync(PostgresPlace place)
    {
        Load.Head(
            $"PostgreSQL: durable questions per second ({Callers} callers, each its account; median of {Rounds}, interleaved)"
        );
        var bare = new BareQuestions(place, Questions.Text, Questions.Answer);
        (string Name, Func<Task<double>> Run)[] ways =
        [
            ("bare, 1 connection, one transaction each", () => bare.WholeAsync(1, Few / 2)),
            ("bare, 64 connections, one transaction each", () => bare.WholeAsync(Callers, Few * 3)),
            ("bare, 64 connections, ask and end each one", () => bare.AskAndEndAsync(Callers, Few * 3)),
            ("bare, one big COPY", () => bare.CopyAsync(Many * 2)),
            ("MiniChat, the store (ask and end)", () => StoreAsync(place, Many)),
            ("MiniChat, the Question service", () => ServiceAsync(place, Many)),
        ];
        var rates = ways.Select(_ => new List<double>()).ToArray();
        var server = ways.Select(_ => new List<double>()).ToArray();
        var client = ways.Select(_ => new List<double>()).ToArray();
        // The first round warms everything up, and is not counted.
        for (var round = -1; round < Rounds; round++)
        {
            for (var i = 0; i < ways.Length; i++)
            {
                await place.ClearAsync();
                var (ours, theirs) = (Environment.CpuUsage.TotalTime.TotalSeconds, place.Processor.Seconds);
                var begun = Stopwatch.GetTimestamp();
                var rate = await ways[i].Run();
                var questions = rate * Stopwatch.GetElapsedTime(begun).TotalSeconds;
                if (round < 0)
                    continue;
                rates[i].Add(rate);
                server[i].Add((place.Processor.Seconds - theirs) / questions * 1e6);
                client[i].Add((Environment.CpuUsage.TotalTime.TotalSeconds - ours) / questions * 1e6);
            }
        }
        for (var i = 0; i < ways.Length; i++)
        {
            Load.Line(
                ways[i].Name,
                $"{Load.Median(rates[i]):F0}/s; CPU us a question: PostgreSQL {Load.Median(server[i]):F0}, client {Load.Median(client[i]):F0}"
            );
        }
        for (var i = 0; i < 4; i++)
            Load.Line(
                $"the store, over: {ways[i].Name}",
                $"{Over(rates[4], rates[i]):F2} x, of the CPU {Over(All(4), All(i)):F2}"
            );

        IEnumerable<double> All(int way) => server[way].Zip(client[way], (one, other) => one + other);
    }

    private static double Over(IEnumerable<double> ours, IEnumerable<double> theirs) =>
        Load.Median(ours.Zip(theirs, (one, other) => one / other));

    private static async Task<double> StoreAsync(PostgresPlace place, int count)
    {
        await using var store = await place.OpenStoreAsync();
        return await RateAsync(
            place,
            count,
            async account =>
            {
                var asked = await store.Answers.AskAsync(AskOf(account), CancellationToken.None);
                await store.Answers.EndAsync(EndOf(account, asked.AnswerId), CancellationToken.None);
            }
        );
    }

    private static async Task<double> ServiceAsync(PostgresPlace place, int count)
    {
        await using var store = await place.OpenStoreAsync();
        var services = Questions.Compose(store.Answers, new SqlAttemptStore(store.Engine));
        return await RateAsync(
            place,
            count,
            account =>
                services.Post(
                    new Question { Text = Questions.Text },
                    new Call { Caller = new Caller { AccountId = account } },
                    CancellationToken.None
                )
        );
    }

    private static async Task<double> RateAsync(PostgresPlace place, int count, Func<long, Task> ask)
    {
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => Task.Run(() => LoopAsync(place.AccountIds[i]))));
        return count / Callers * Callers / Stopwatch.GetElapsedTime(begun).TotalSeconds;

        async Task LoopAsync(long account)
        {
            for (var i = 0; i < count / Callers; i++)
                await ask(account);
        }
    }

    private static NewAsk AskOf(long account) =>
        new()
        {
            AccountId = account,
            Text = Questions.Text,
            Model = "offline",
            RunningLimit = 4,
            At = DateTimeOffset.UnixEpoch,
        };

    private static EndedAnswer EndOf(long account, long answerId) =>
        new()
        {
            AnswerId = answerId,
            State = AnswerState.Completed,
            Text = Questions.Answer,
            FinishReason = "stop",
            Usage = new Usage { PromptTokens = 50, CompletionTokens = 200 },
            At = DateTimeOffset.UnixEpoch,
            Entry = new UsageEntry
            {
                AccountId = account,
                Model = "offline",
                Door = "question",
                State = AnswerState.Completed,
                Status = 200,
                PromptTokens = 50,
                CompletionTokens = 200,
                At = DateTimeOffset.UnixEpoch,
            },
        };
}

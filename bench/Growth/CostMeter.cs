using System.Diagnostics;
using System.Security.Cryptography;
using MiniChat.Client;
using MiniChat.Stack;

namespace MiniChat.Bench;

/// <summary>What a question costs on PostgreSQL, asked over HTTP of one process with everything on.</summary>
internal static class CostMeter
{
    private const int Alone = 200;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    public static async Task<UnitCosts> MeasureAsync(PostgresPlace place)
    {
        Load.Head("PostgreSQL: what a question of 200 characters costs, over HTTP, its vector included");
        await place.ClearAsync();
        var folder = Directory.CreateTempSubdirectory("minichat-bench-").FullName;
        using var server = await Child.MiniChatAsync(
            folder,
            new()
            {
                ["ConnectionStrings__MiniChat"] = place.ConnectionString,
                ["JWT_SECRET"] = RandomNumberGenerator.GetHexString(64),
                ["MiniChat__Models__OfflineTokenMilliseconds"] = "0",
                ["MiniChat__Limits__RunningAnswersPerAccount"] = "0",
            }
        );
        using var client = new MiniChatClient(server.Address);
        var name = RandomNumberGenerator.GetHexString(12);
        await client.SendAsync(new Register { UserName = name, Password = "bench password" }, CancellationToken.None);
        await client.SignInAsync(name, "bench password", CancellationToken.None);
        var request = RawClient.Request("POST", "/questions", $$"""{"text":"{{Questions.Text}}"}""", client.BearerToken);
        await Load.RateAsync(64, server.Port, request, Warm);
        await VectorsAsync(place);

        var alone = await AloneAsync(place, server, request);
        await place.ClearAsync();
        var many = await ManyAsync(place, server, request, new UnitCosts { CommitsAlone = alone });
        server.Dispose();
        Directory.Delete(folder, recursive: true);
        Report(many);
        return many;
    }

    private static async Task<double> AloneAsync(PostgresPlace place, Child server, string request)
    {
        var before = await CommitsAsync(place);
        using (var one = new RawClient(server.Port, request))
        {
            for (var i = 0; i < Alone; i++)
                await one.SendAsync();
        }
        await VectorsAsync(place);
        return (await CommitsAsync(place) - before) / Alone;
    }

    private static async Task<UnitCosts> ManyAsync(PostgresPlace place, Child server, string request, UnitCosts costs)
    {
        var (commits, log) = (await CommitsAsync(place), await LogAsync(place));
        var (postgres, process) = (place.Processor.Seconds, server.Processor.TotalSeconds);
        var rate = await Load.RateAsync(64, server.Port, request, Time);
        var waiting = await MissingAsync(place);
        var begun = Stopwatch.GetTimestamp();
        await VectorsAsync(place);
        var drain = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var questions = (double)await place.ScalarAsync<long>("SELECT count(*) FROM usages");
        Load.Line("questions per second over HTTP", $"{rate:F0}");
        return costs with
        {
            CommitsAmongMany = (await CommitsAsync(place) - commits) / questions,
            LogBytes = (await LogAsync(place) - log) / questions,
            PostgresMicroseconds = (place.Processor.Seconds - postgres) / questions * 1e6,
            ProcessMicroseconds = (server.Processor.TotalSeconds - process) / questions * 1e6,
            VectorsPerSecond = waiting / drain,
            TurnBytes = await SizeAsync(place, "pg_total_relation_size", "turns") / questions,
            LedgerBytes = await SizeAsync(place, "pg_total_relation_size", "usages") / questions,
            VectorBytes = await SizeAsync(place, "pg_total_relation_size", "embeddings") / questions,
            IndexBytes =
                (await SizeAsync(place, "pg_indexes_size", "turns") + await SizeAsync(place, "pg_indexes_size", "usages"))
                    / questions
                + await SizeAsync(place, "pg_indexes_size", "embeddings") / questions,
        };
    }

    private static void Report(UnitCosts costs)
    {
        Load.Line("commits a question, alone / among many", $"{costs.CommitsAlone:F2} / {costs.CommitsAmongMany:F3}");
        Load.Line("log written ahead, a question", $"{costs.LogBytes / 1024:F1} KB");
        Load.Line("CPU us a question, PostgreSQL / process", $"{costs.PostgresMicroseconds:F0} / {costs.ProcessMicroseconds:F0}");
        Load.Line(
            "bytes: question and answer, ledger, vector",
            $"{costs.TurnBytes:F0}, {costs.LedgerBytes:F0}, {costs.VectorBytes:F0}; indexes {costs.IndexBytes:F0} of them"
        );
        Load.Line("vectors made by one node", $"{costs.VectorsPerSecond:F0}/s");
    }

    /// <summary>Waits until every answer has its vector.</summary>
    private static async Task VectorsAsync(PostgresPlace place)
    {
        var begun = Stopwatch.GetTimestamp();
        while (await MissingAsync(place) > 0 && Stopwatch.GetElapsedTime(begun) < Longest)
            await Task.Delay(1_000);
        // A process of PostgreSQL tells its counts when it was idle for ten seconds.
        await Task.Delay(TimeSpan.FromSeconds(11));
    }

    private static Task<long> MissingAsync(PostgresPlace place) =>
        place.ScalarAsync<long>(
            "SELECT (SELECT count(*) FROM turns WHERE role = 'assistant') - (SELECT count(*) FROM embeddings)"
        );

    private static Task<long> CommitsAsync(PostgresPlace place) =>
        place.ScalarAsync<long>("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()");

    private static async Task<double> LogAsync(PostgresPlace place) =>
        (double)await place.ScalarAsync<decimal>("SELECT pg_current_wal_lsn() - '0/0'");

    private static async Task<double> SizeAsync(PostgresPlace place, string function, string table) =>
        await place.ScalarAsync<long>($"SELECT {function}('{table}')");
}

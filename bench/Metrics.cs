using System.Diagnostics;
using Dapper;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.ServiceInterface.ApiKeys;

namespace MiniChat.Bench;

/// <summary>How long <c>/metrics</c> takes of a server that many accounts use.</summary>
internal static class Metrics
{
    private const int Accounts = 10_000;

    public static async Task RunAsync()
    {
        Load.Head($"GET /metrics after an ask of each of {Accounts:N0} accounts");
        var folder = Directory.CreateTempSubdirectory("minichat-bench-").FullName;
        var database = Directory.CreateDirectory(Path.Combine(folder, "App_Data"));
        var keys = Enumerable.Range(0, Accounts).Select(_ => ApiKeyText.New()).ToList();
        Fill(Path.Combine(database.FullName, "minichat.db"), keys);
        using (var server = await Child.MiniChatAsync(folder, new() { ["MiniChat__Models__OfflineTokenMilliseconds"] = "0" }))
        {
            foreach (var key in keys)
            {
                using var asking = new RawClient(
                    server.Port,
                    RawClient.Request("POST", "/questions", """{"text":"hello"}""", key)
                );
                await asking.SendAsync();
            }
            await ReadAsync(server);
        }
        Directory.Delete(folder, recursive: true);
    }

    private static async Task ReadAsync(Child server)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        var times = new List<double>();
        var length = 0;
        for (var i = 0; i < 500; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            var text = await http.GetByteArrayAsync("/metrics");
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            length = text.Length;
        }
        times.Sort();
        Load.Line("p50, p99", $"{times[250]:0.00}, {times[495]:0.00} ms; {length / 1024.0:0.0} KB");
    }

    private static void Fill(string path, List<string> keys)
    {
        using var file = new SqliteFile(new SqliteOptions { Path = path });
        SqliteMigrator.Migrate(file, TimeProvider.System);
        using var session = file.OpenWriter();
        session.Prepare("BEGIN IMMEDIATE").Execute();
        foreach (var (at, key) in keys.Index())
        {
            var hash = ApiKeyText.HashOf(key);
            session.Connection.Execute(
                """
                INSERT INTO accounts (user_name, normalized_user_name, security_stamp, created_at) VALUES (@name, @name, '', 0);
                INSERT INTO api_keys (account_id, hash, prefix, name, scopes, created_at)
                VALUES (last_insert_rowid(), @hash, 'mc-', 'bench', 'chat', 0);
                """,
                new { name = $"B{at}", hash }
            );
        }
        session.Prepare("COMMIT").Execute();
    }
}

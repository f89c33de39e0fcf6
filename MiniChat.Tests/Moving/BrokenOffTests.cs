using Dapper;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Moving;

/// <summary>Copies and restores that end before their end.</summary>
[TestFixture]
internal sealed class BrokenOffTests
{
    private const int Many = 25_000;

    private static readonly string ManyTurns = $"""
        INSERT INTO accounts (user_name, normalized_user_name, security_stamp, created_at) VALUES ('a', 'A', '', 0);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Many})
            INSERT INTO turns (account_id, role, text, created_at) SELECT 1, 'user', 'text ' || i, i FROM n;
        """;

    private TempFolder _folder = null!;
    private PostgresDatabase _database = null!;

    private string Source => _folder.File("App_Data/minichat.db");

    [SetUp]
    public async Task Make()
    {
        _database = await PostgresDatabase.CreateAsync();
        _folder = new TempFolder();
        await using (MiniChatServer.Start(folder: _folder)) { }
        await using var connection = EveryFeature.Open(Source);
        await connection.ExecuteAsync(ManyTurns);
    }

    [TearDown]
    public async Task Drop()
    {
        _folder?.Dispose();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    /// <summary>Makes the tables, and lets the database refuse a turn from the middle.</summary>
    private async Task RefuseAsync(int turn)
    {
        await using (MiniChatServer.Start(settings: OnPostgres())) { }
        await _database.ExecuteAsync(
            $"""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN IF NEW.id = {turn} THEN RAISE EXCEPTION 'no'; END IF; RETURN NEW; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON turns FOR EACH ROW EXECUTE FUNCTION refuse();
            """
        );
    }

    private Dictionary<string, string> OnPostgres() =>
        new() { ["ConnectionStrings__MiniChat"] = _database.ConnectionString, ["JWT_SECRET"] = new('s', 48) };

    private Task<CommandResult> CopyAsync() => MiniChatCommand.RunAsync(_folder, [], "copy", "--to", _database.ConnectionString);

    [Test]
    public async Task A_copy_that_broke_off_keeps_servers_away_and_goes_on_where_it_was()
    {
        await RefuseAsync(15_000);

        var broken = await CopyAsync();
        var there = await _database.ScalarAsync<long>("SELECT count(*) FROM turns");
        var written = await _database.ScalarAsync<long>("SELECT max(CAST(CAST(xmin AS TEXT) AS BIGINT)) FROM turns");
        var (refusedWith, refusal) = await MiniChatProcess.RunAsync(_folder, OnPostgres());
        await _database.ExecuteAsync("DROP TRIGGER refuse ON turns");
        var resumed = await CopyAsync();
        var kept = await _database.ScalarAsync<long>(
            $"SELECT count(*) FROM turns WHERE CAST(CAST(xmin AS TEXT) AS BIGINT) <= {written}"
        );

        Assert.That((broken.ExitCode, broken.Error), Is.EqualTo((1, broken.Error)));
        Assert.That(broken.Error, Does.Contain("Run the same command again, and it goes on"));
        Assert.That(there, Is.EqualTo(10_000));
        Assert.That(refusedWith, Is.EqualTo(1));
        Assert.That(refusal, Does.Contain("half copied").And.Contain("run the same copy"));
        Assert.That((resumed.ExitCode, resumed.Error), Is.EqualTo((0, "")));
        Assert.That(resumed.Output, Does.StartWith("Going on").And.Contain($"turns: {Many} rows"));
        Assert.That(kept, Is.EqualTo(there), "what was there was not written again");
        await MiniChatServer.Start(settings: OnPostgres()).DisposeAsync();
    }

    [Test]
    public async Task What_is_no_beginning_of_the_source_is_not_gone_on_with()
    {
        await RefuseAsync(15_000);
        await CopyAsync();
        await _database.ExecuteAsync("DROP TRIGGER refuse ON turns");
        await using (var connection = EveryFeature.Open(Source))
            await connection.ExecuteAsync("UPDATE turns SET text = 'changed since' WHERE id = 7");

        var refused = await CopyAsync();

        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Error, Does.Contain("is not the beginning").And.Contain("Drop what was copied"));
        Assert.That(await _database.ScalarAsync<long>("SELECT count(*) FROM turns"), Is.EqualTo(10_000));
    }

    [Test]
    public async Task A_restore_that_fails_leaves_nothing()
    {
        await RefuseAsync(15_000);
        await MiniChatCommand.RunAsync(_folder, [], "backup", _folder.File("kept.db"));

        var failed = await MiniChatCommand.RunAsync(_folder, OnPostgres(), "restore", _folder.File("kept.db"));

        Assert.That(failed.ExitCode, Is.EqualTo(1));
        Assert.That(await _database.ScalarAsync<long>("SELECT count(*) FROM accounts"), Is.Zero);
        await MiniChatServer.Start(settings: OnPostgres()).DisposeAsync();
    }

    [Test]
    public async Task Ctrl_C_takes_a_restore_back_and_lets_a_copy_be_gone_on_with()
    {
        await using (MiniChatServer.Start(settings: OnPostgres())) { }
        await MiniChatCommand.RunAsync(_folder, [], "backup", _folder.File("kept.db"));

        var restored = await StoppedAsync(() => MiniChatCommand.Start(_folder, OnPostgres(), "restore", _folder.File("kept.db")));
        var turns = await _database.ScalarAsync<long>("SELECT count(*) FROM turns");
        var marked = await _database.ScalarAsync<bool>("SELECT to_regclass('unfinished_copy') IS NOT NULL");
        var copied = await StoppedAsync(() => MiniChatCommand.Start(_folder, [], "copy", "--to", _database.ConnectionString));
        var resumed = await CopyAsync();

        Assert.That((restored.ExitCode, turns, marked), Is.EqualTo((1, 0, false)), restored.Error);
        Assert.That(restored.Error, Does.Contain("nothing of it was left"));
        Assert.That((copied.ExitCode, copied.Error.Contains("goes on where it was")), Is.EqualTo((1, true)), copied.Error);
        Assert.That((resumed.ExitCode, resumed.Output.StartsWith("Going on")), Is.EqualTo((0, true)), resumed.Error);
    }

    /// <summary>Stops a command when it waits for a table that somebody else holds.</summary>
    private async Task<CommandResult> StoppedAsync(Func<MiniChatCommand> start)
    {
        await using var holder = new Npgsql.NpgsqlConnection(_database.ConnectionString);
        await holder.OpenAsync(Deadline.Soon);
        var held = await holder.BeginTransactionAsync(Deadline.Soon);
        // Whoever asks whether there are rows may go on, and who writes waits.
        await holder.ExecuteAsync("LOCK TABLE usages IN SHARE MODE");
        await holder.ExecuteAsync("LOCK TABLE turns IN SHARE MODE");
        using var command = start();
        const string Waiting =
            "(SELECT l.pid FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid "
            + "WHERE NOT l.granted AND a.datname = current_database()) AS waiting";
        var writer = 0;
        await Eventually.TrueAsync(async () =>
            (writer = await _database.ScalarAsync<int>($"SELECT coalesce(min(pid), 0) FROM {Waiting}")) != 0
        );
        command.PressControlC();
        // The write is cancelled; or it holds its row until it sees that nobody listens any more, and who takes back waits for it.
        var isHeard = $"SELECT coalesce(bool_or(pid <> {writer}), TRUE) FROM {Waiting}";
        await Eventually.TrueAsync(async () => command.HasEnded || await _database.ScalarAsync<bool>(isHeard));
        await held.RollbackAsync(Deadline.Soon);
        return await command.EndAsync();
    }
}

using System.Text;
using Dapper;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Moving;

/// <summary>Files that are no backups, and commands that are none: refused before anything is written.</summary>
[TestFixture]
internal sealed class BadFilesTests
{
    private TempFolder _folder = null!;
    private TempFolder _target = null!;

    [OneTimeSetUp]
    public async Task Make()
    {
        _folder = new TempFolder();
        await using (var server = MiniChatServer.Start(folder: _folder))
        {
            using var client = await server.SignUpAsync("somebody");
        }
        var made = await MiniChatCommand.RunAsync(_folder, [], "backup", _folder.File("whole.db"));
        Assert.That(made.ExitCode, Is.Zero, made.Error);
    }

    [OneTimeTearDown]
    public void Drop() => _folder.Dispose();

    [SetUp]
    public void Open() => _target = new TempFolder();

    [TearDown]
    public void Close() => _target.Dispose();

    private static IEnumerable<TestCaseData> Bad()
    {
        yield return Case("a text file", path => File.WriteAllText(path, "not a database"), "not a sound SQLite database");
        yield return Case("an empty file", path => File.WriteAllText(path, ""), "no data of MiniChat's");
        yield return Case("half of it", path => Cut(path), "damaged");
        yield return Case("a letter flipped", path => Flip(path, "somebody"), "changed or damaged");
        yield return Case("a page flipped", path => Flip(path, "CREATE TABLE accounts"), "altered|damaged");
        yield return Case("another program's", path => Remake(path, "CREATE TABLE t (a)"), "no data of MiniChat's");
        yield return Case(
            "another program's with migrations",
            path => Remake(path, "CREATE TABLE schema_migrations (version TEXT)"),
            "no data of MiniChat's"
        );
        yield return Case(
            "a newer one",
            path => Run(path, "INSERT INTO schema_migrations VALUES (9999, '9999_x', 'x', 'x', 0)"),
            "newer"
        );
        yield return Case("an altered one", path => Run(path, "CREATE TABLE mine (a)"), "altered");
        yield return Case("half copied", path => Run(path, "CREATE TABLE unfinished_copy (token TEXT)"), "half copied");
        yield return Case("none", File.Delete, "no file");
    }

    [TestCaseSource(nameof(Bad))]
    public async Task What_is_no_whole_backup_is_refused_before_anything_is_written(Action<string> spoil, string sentence)
    {
        var path = _target.File("bad.db");
        File.Copy(_folder.File("whole.db"), path);
        spoil(path);

        var refused = await MiniChatCommand.RunAsync(_target, [], "restore", path);

        Assert.That(refused.ExitCode, Is.EqualTo(1), refused.Output);
        Assert.That(refused.Error, Does.Match(sentence));
        Assert.That(refused.Error.TrimEnd().Split('\n'), Has.Length.EqualTo(1), "one sentence, no stack trace");
        Assert.That(Directory.Exists(_target.File("App_Data")), Is.False);
    }

    [Test]
    public async Task A_restore_into_a_database_with_data_is_refused()
    {
        var before = EveryFeature.Values(_folder.File("App_Data/minichat.db"));

        var refused = await MiniChatCommand.RunAsync(_folder, [], "restore", _folder.File("whole.db"));

        Assert.That((refused.ExitCode, refused.Error.Contains("has data already")), Is.EqualTo((1, true)), refused.Error);
        Assert.That(EveryFeature.Values(_folder.File("App_Data/minichat.db")), Is.EqualTo(before));
    }

    [Test]
    public async Task A_restore_into_a_database_that_was_started_and_never_used_is_no_different()
    {
        await MiniChatServer.Start(folder: _target).DisposeAsync();

        var restored = await MiniChatCommand.RunAsync(_target, [], "restore", _folder.File("whole.db"));

        Assert.That((restored.ExitCode, restored.Error), Is.EqualTo((0, "")));
        Assert.That(
            EveryFeature.Values(_target.File("App_Data/minichat.db")),
            Is.EqualTo(EveryFeature.Values(_folder.File("whole.db")))
        );
    }

    [Test]
    public async Task A_server_does_not_start_on_a_file_that_is_half_copied()
    {
        await MiniChatServer.Start(folder: _target).DisposeAsync();
        Run(_target.File("App_Data/minichat.db"), "CREATE TABLE unfinished_copy (token TEXT NOT NULL) STRICT");

        var (code, error) = await MiniChatProcess.RunAsync(_target, []);
        var resumed = await MiniChatCommand.RunAsync(_target, [], "restore", _folder.File("whole.db"));

        Assert.That((code, error.Contains("half copied")), Is.EqualTo((1, true)), error);
        Assert.That((resumed.ExitCode, resumed.Error), Is.EqualTo((0, "")));
        await MiniChatServer.Start(folder: _target).DisposeAsync();
    }

    [Test]
    public async Task A_backup_of_an_older_version_is_brought_up_to_date_and_stays_as_it_is()
    {
        var path = _target.File("older.db");
        OlderSchema.Make(path);
        var bytes = await File.ReadAllBytesAsync(path);

        var restored = await MiniChatCommand.RunAsync(_target, [], "restore", path);

        Assert.That((restored.ExitCode, restored.Error), Is.EqualTo((0, "")));
        Assert.That(await File.ReadAllBytesAsync(path), Is.EqualTo(bytes));
        await MiniChatServer.Start(folder: _target).DisposeAsync();
    }

    [Test]
    public async Task A_backup_does_not_replace_a_file_and_wants_a_folder_that_is_there()
    {
        var whole = await File.ReadAllBytesAsync(_folder.File("whole.db"));

        var taken = await MiniChatCommand.RunAsync(_folder, [], "backup", _folder.File("whole.db"));
        var nowhere = await MiniChatCommand.RunAsync(_folder, [], "backup", _folder.File("nowhere/kept.db"));

        Assert.That((taken.ExitCode, taken.Error.Contains("is there already")), Is.EqualTo((1, true)), taken.Error);
        Assert.That((nowhere.ExitCode, nowhere.Error.Contains("no folder")), Is.EqualTo((1, true)), nowhere.Error);
        Assert.That(await File.ReadAllBytesAsync(_folder.File("whole.db")), Is.EqualTo(whole));
    }

    private static TestCaseData Case(string name, Action<string> spoil, string sentence) =>
        new TestCaseData(spoil, sentence).SetArgDisplayNames(name);

    private static void Cut(string path)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.SetLength(file.Length / 2);
    }

    private static void Flip(string path, string text)
    {
        var bytes = File.ReadAllBytes(path);
        var found = 0;
        // Wherever it is: a page may have older bytes of it that count for nothing.
        for (var at = 0; bytes.AsSpan(at).IndexOf(Encoding.UTF8.GetBytes(text)) is var next and >= 0; at += next + 1, found++)
            bytes[at + next] ^= 1;
        Assert.That(found, Is.GreaterThan(0));
        File.WriteAllBytes(path, bytes);
    }

    private static void Remake(string path, string sql)
    {
        File.Delete(path);
        Run(path, sql);
    }

    private static void Run(string path, string sql)
    {
        using var connection = EveryFeature.Open(path);
        connection.Execute(sql);
    }
}

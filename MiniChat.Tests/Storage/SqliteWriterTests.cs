using Dapper;
using Microsoft.Data.Sqlite;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

[TestFixture]
internal sealed class SqliteWriterTests
{
    private TempFolder _folder = null!;
    private SqliteFile _file = null!;
    private SqliteWriter _writer = null!;

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public void Open()
    {
        _folder = new TempFolder();
        _file = new SqliteFile(new SqliteOptions { Path = _folder.File("test.db"), BusyTimeout = TimeSpan.FromSeconds(1) });
        _writer = new SqliteWriter(_file);
    }

    [TearDown]
    public void Close()
    {
        _writer.Dispose();
        _file.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task Works_that_wait_together_are_all_kept_and_each_gets_its_own_result()
    {
        await _writer.WriteAsync(session => session.Connection.Execute("CREATE TABLE t (id INTEGER PRIMARY KEY)"), Cancel);

        var ids = await Task.WhenAll(
            Enumerable.Range(0, 500).Select(_ => _writer.WriteAsync(Insert("INSERT INTO t DEFAULT VALUES RETURNING id"), Cancel))
        );

        Assert.That(ids.Distinct().Count(), Is.EqualTo(500));
    }

    [Test]
    public async Task A_work_that_fails_is_undone_alone()
    {
        await _writer.WriteAsync(session => session.Connection.Execute("CREATE TABLE t (id INTEGER PRIMARY KEY)"), Cancel);
        var works = new List<Task>();
        for (var i = 0; i < 60; i++)
        {
            var id = i;
            works.Add(
                _writer.WriteAsync(
                    session =>
                    {
                        session.Connection.Execute("INSERT INTO t VALUES (@id)", new { id });
                        if (id % 20 == 0)
                            throw new InvalidOperationException($"no {id}");
                    },
                    Cancel
                )
            );
        }

        await Task.WhenAll(works).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.That(works.Count(work => work.IsFaulted), Is.EqualTo(3));
        Assert.That(await CountAsync(), Is.EqualTo(57));
    }

    [Test]
    public async Task A_lock_held_by_another_program_is_told_as_unavailable_and_passes()
    {
        await _writer.WriteAsync(session => session.Connection.Execute("CREATE TABLE t (id INTEGER PRIMARY KEY)"), Cancel);
        using (var other = new SqliteConnection($"Data Source={_file.Path};Pooling=False"))
        {
            other.Open();
            other.Execute("BEGIN IMMEDIATE");

            var refused = await Assert.ThrowsAsync<ServiceException>(() =>
                _writer.WriteAsync(Insert("INSERT INTO t DEFAULT VALUES RETURNING id"), Cancel)
            );

            Assert.That(refused!.Kind, Is.EqualTo(ErrorKind.Unavailable));
            Assert.That(refused.RetryAfter, Is.Not.Null);
        }

        await _writer.WriteAsync(Insert("INSERT INTO t DEFAULT VALUES RETURNING id"), Cancel);
        Assert.That(await CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_full_store_acknowledges_nothing_and_recovers_by_itself()
    {
        await _writer.WriteAsync(
            session => session.Connection.Execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x BLOB)"),
            Cancel
        );
        await _writer.WriteAsync(session => session.Connection.ExecuteScalar<long>("PRAGMA max_page_count = 10"), Cancel);
        const string Large = "INSERT INTO t (x) VALUES (zeroblob(100000)) RETURNING id";

        var works = Enumerable.Range(0, 25).Select(_ => _writer.WriteAsync(Insert(Large), Cancel)).ToList();
        foreach (var work in works)
        {
            var refused = await Assert.ThrowsAsync<ServiceException>(() => work);
            Assert.That(refused!.Kind, Is.EqualTo(ErrorKind.Unavailable));
        }
        Assert.That(await CountAsync(), Is.Zero);

        await _writer.WriteAsync(session => session.Connection.ExecuteScalar<long>("PRAGMA max_page_count = 100000"), Cancel);
        await _writer.WriteAsync(Insert(Large), Cancel);
        Assert.That(await CountAsync(), Is.EqualTo(1));
    }

    private static Func<SqliteSession, long> Insert(string sql) => session => session.Prepare(sql).First(row => row.Number(0));

    private Task<long> CountAsync() =>
        _writer.WriteAsync(session => session.Connection.ExecuteScalar<long>("SELECT count(*) FROM t"), Cancel);
}

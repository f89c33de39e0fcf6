using MiniChat.Host.Storage.Moving;
using MiniChat.Host.Storage.Sql;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>A SQLite file that rows are copied to. It is this process's alone meanwhile.</summary>
internal sealed class SqliteTarget : SqliteSource, IMoveTarget
{
    private readonly SqliteFile _file;
    private readonly Dictionary<string, string> _inserts = [];

    private SqliteTarget(SqliteFile file, SqliteSession session)
        : base(session, file.Path) => _file = file;

    /// <summary>Opens a file, or makes it, readable for its owner alone, and brings its schema up to date.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="clock">The time that is noted with migrations.</param>
    /// <exception cref="StartupException">It cannot be used.</exception>
    public static SqliteTarget Open(SqliteOptions options, TimeProvider clock)
    {
        var file = new SqliteFile(options);
        try
        {
            OwnFiles.MakeAbsent(file.Path);
            var session = file.OpenWriter();
            var target = new SqliteTarget(file, session);
            try
            {
                target.Guard(() =>
                {
                    SqliteMigrator.Migrate(session, file.Path, clock);
                    return true;
                });
                return target;
            }
            catch
            {
                session.Dispose();
                throw;
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<bool> BeginAsync(IReadOnlyList<MovedTable> tables, CancellationToken cancel)
    {
        if (Guard(() => SqliteMigrator.Has(Session, SqlMigrations.Unfinished)))
            return Task.FromResult(true);
        foreach (var table in tables)
        {
            if (Guard(() => Session.Prepare($"SELECT EXISTS (SELECT 1 FROM {table.Name})").First(row => row.Number(0))) == 1)
            {
                throw new MoveException(
                    $"{Name} has data already (in {table.Name}) and is left as it is: name a file that is not there, or one without data."
                );
            }
        }
        Execute($"CREATE TABLE {SqlMigrations.Unfinished} (token TEXT NOT NULL) STRICT");
        return Task.FromResult(false);
    }

    /// <inheritdoc/>
    public Task WriteAsync(MovedTable table, IReadOnlyList<object?[]> rows, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        InTransaction(() =>
        {
            var insert = Session.Prepare(InsertInto(table));
            foreach (var row in rows)
            {
                for (var i = 0; i < row.Length; i++)
                    Bind(insert, "@c" + i, row[i]);
                insert.Execute();
            }
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SetLastNumberAsync(MovedTable table, long number, CancellationToken cancel)
    {
        var counts = Guard(() =>
            Session
                .Prepare("SELECT count(*) FROM sqlite_schema WHERE name = @table AND sql LIKE '%AUTOINCREMENT%'")
                .Bind("@table", table.Name)
                .First(row => row.Number(0))
        );
        if (counts == 1 && number > 0)
        {
            InTransaction(() =>
            {
                Session.Prepare("DELETE FROM sqlite_sequence WHERE name = @table").Bind("@table", table.Name).Execute();
                Session
                    .Prepare("INSERT INTO sqlite_sequence (name, seq) VALUES (@table, @seq)")
                    .Bind("@table", table.Name)
                    .Bind("@seq", number)
                    .Execute();
            });
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task EndAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        InTransaction(() =>
        {
            // What it tells is of other rows.
            Session.Prepare("DELETE FROM embedding_progress").Execute();
            SqliteWords.Fill(Session);
            Session.Prepare("DROP TABLE " + SqlMigrations.Unfinished).Execute();
        });
        return Task.CompletedTask;
    }

    /// <summary>Deletes the file: it had no data before.</summary>
    public Task UndoAsync()
    {
        Session.Dispose();
        OwnFiles.Delete(Name);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _file.Dispose();
    }

    private void Execute(string sql) => Guard(() => Session.Prepare(sql).Execute());

    private void InTransaction(Action act) =>
        Guard(() =>
        {
            Session.Prepare("BEGIN IMMEDIATE").Execute();
            try
            {
                act();
                return Session.Prepare("COMMIT").Execute();
            }
            catch when (Session.InTransaction)
            {
                Session.Prepare("ROLLBACK").Execute();
                throw;
            }
        });

    // One string for each table: the session knows its statements by reference.
    private string InsertInto(MovedTable table)
    {
        if (_inserts.TryGetValue(table.Name, out var sql))
            return sql;
        sql = $"INSERT INTO {table.Name} ({table.Names}) VALUES ({string.Join(", ", table.Columns.Select((_, i) => "@c" + i))})";
        _inserts.Add(table.Name, sql);
        return sql;
    }

    private static void Bind(SqliteStatement statement, string name, object? value)
    {
        _ = value switch
        {
            null => statement.Bind(name, (string?)null),
            long number => statement.Bind(name, number),
            double real => statement.BindReal(name, real),
            string text => statement.Bind(name, text),
            byte[] bytes => statement.Bind(name, bytes),
            _ => throw new ArgumentException($"A {value.GetType().Name} is no value of a row.", nameof(value)),
        };
    }
}

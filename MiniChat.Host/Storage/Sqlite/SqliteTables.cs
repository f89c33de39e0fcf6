using Microsoft.Data.Sqlite;
using MiniChat.Host.Storage.Moving;
using MiniChat.Host.Storage.Sql;
using SQLitePCL;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>Which tables hold data, with their columns, read from a schema itself: a new migration needs nothing here.</summary>
internal static class SqliteTables
{
    // What the engines keep for themselves.
    private static readonly HashSet<string> NoData =
    [
        "schema_migrations",
        "embedding_progress",
        "store_probe",
        SqlMigrations.Unfinished,
        SqliteBackupSums.Table,
    ];

    // The tables of an index of words are made of the others.
    private const string Tables = """
        SELECT s.name FROM sqlite_schema s JOIN pragma_table_list l ON l.schema = 'main' AND l.name = s.name
        WHERE s.type = 'table' AND l.type = 'table' AND s.name NOT LIKE 'sqlite_%' ORDER BY s.rowid
        """;

    /// <summary>Those of this program's schema, which both engines have.</summary>
    public static IReadOnlyList<MovedTable> Current()
    {
        Batteries_V2.Init();
        var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using var session = new SqliteSession(connection);
        SqliteMigrator.Migrate(session, "in memory", TimeProvider.System);
        return Of(session);
    }

    /// <summary>Those of a file, in the order in which they were made: what others refer to comes before these.</summary>
    /// <param name="session">A connection to it.</param>
    public static IReadOnlyList<MovedTable> Of(SqliteSession session) =>
        [
            .. session
                .Prepare(Tables)
                .All(row => row.Text(0))
                .Where(name => !NoData.Contains(name))
                .Select(name => new MovedTable(name, Columns(session, name))),
        ];

    private static List<MovedColumn> Columns(SqliteSession session, string table) =>
        session
            .Prepare("SELECT name, type, pk FROM pragma_table_info(@table) ORDER BY cid")
            .Bind("@table", table)
            .All(row => new MovedColumn(row.Text(0), Kind(row.Text(1)), row.Number(2)));

    private static MovedKind Kind(string type) =>
        type switch
        {
            "INTEGER" => MovedKind.Number,
            "REAL" => MovedKind.Real,
            "TEXT" => MovedKind.Text,
            "BLOB" => MovedKind.Bytes,
            _ => throw new MoveException($"A column of type {type} cannot be moved; MiniChat's own schema has none."),
        };
}

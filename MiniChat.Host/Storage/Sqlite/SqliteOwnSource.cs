using Microsoft.Data.Sqlite;
using MiniChat.Host.Storage.Moving;
using MiniChat.Host.Storage.Sql;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>The rows of a file that is this process's alone meanwhile: no server writes to it.</summary>
internal sealed class SqliteOwnSource : SqliteSource
{
    private readonly SqliteFile _file;

    private SqliteOwnSource(SqliteFile file, SqliteSession session)
        : base(session, file.Path) => _file = file;

    /// <summary>Takes the file.</summary>
    /// <param name="options">Where it is.</param>
    /// <exception cref="MoveException">It is not there, or cannot be read.</exception>
    /// <exception cref="StartupException">A server has it, or its schema is not this program's.</exception>
    public static SqliteOwnSource Open(SqliteOptions options)
    {
        var path = Path.GetFullPath(options.Path);
        if (!File.Exists(path))
            throw new MoveException($"There is no database {path}; name the one to be copied in ConnectionStrings__MiniChat.");
        var file = new SqliteFile(options);
        SqliteSession? session = null;
        try
        {
            session = SqliteBackup.OpenReader(path);
            session.Prepare("BEGIN").Execute();
            return SqliteMigrator.Missing(session, path) == 0
                ? new SqliteOwnSource(file, session)
                : throw SqlMigrations.IsOlder(path);
        }
        catch (Exception e)
        {
            session?.Dispose();
            file.Dispose();
            if (e is SqliteException error)
                throw SqliteErrors.AtMove(path, error);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _file.Dispose();
    }
}

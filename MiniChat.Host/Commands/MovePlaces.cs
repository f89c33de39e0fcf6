using MiniChat.Host.Storage;
using MiniChat.Host.Storage.Moving;
using MiniChat.Host.Storage.Postgres;
using MiniChat.Host.Storage.Sqlite;

namespace MiniChat.Host.Commands;

/// <summary>Opens what is moved from and to.</summary>
internal static class MovePlaces
{
    /// <summary>Opens a database that nobody serves, to read all of it.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="MoveException">It is not there, or served.</exception>
    /// <exception cref="StartupException">It cannot be used.</exception>
    public static async Task<IMoveSource> OpenSourceAsync(EnginePlace place, CancellationToken cancel) =>
        place.Postgres is { } postgres
            ? await PostgresSource.OpenAsync(postgres, mayServe: false, cancel)
            : SqliteOwnSource.Open(place.Sqlite!);

    /// <summary>Opens a database to write to it, and makes its tables.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="MoveException">It cannot be used.</exception>
    /// <exception cref="StartupException">It cannot be used.</exception>
    public static async Task<IMoveTarget> OpenTargetAsync(EnginePlace place, CancellationToken cancel) =>
        place.Postgres is { } postgres
            ? await PostgresTarget.OpenAsync(postgres, TimeProvider.System, cancel)
            : SqliteTarget.Open(place.Sqlite!, TimeProvider.System);
}

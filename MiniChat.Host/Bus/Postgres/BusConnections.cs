using Npgsql;

namespace MiniChat.Host.Bus.Postgres;

/// <summary>Opens the bus's own connections; none of them is of a pool.</summary>
/// <param name="options">Where the database is.</param>
internal sealed class BusConnections(BusOptions options)
{
    /// <summary>How long a statement of the bus can take, in seconds. A node that waits longer is as good as cut off.</summary>
    private const int Seconds = 2;

    private const int SecondsToOpen = 5;

    // How long the database keeps a connection whose other end is silent.
    private const string ServerOptions = "-c tcp_user_timeout=20000";

    /// <summary>Opens a connection.</summary>
    /// <param name="purpose">What it is for, as an operator sees it among the database's connections.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<NpgsqlConnection> OpenAsync(string purpose, CancellationToken cancel)
    {
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            ApplicationName = $"minichat-{purpose}",
            Pooling = false,
            Enlist = false,
            // An error's detail holds what was sent.
            IncludeErrorDetail = false,
            GssEncryptionMode = GssEncryptionMode.Disable,
            KeepAlive = 5,
            Timeout = SecondsToOpen,
            CommandTimeout = Seconds,
            CancellationTimeout = 500,
        };
        settings.Options = settings.Options is { Length: > 0 } own ? $"{own} {ServerOptions}" : ServerOptions;
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}

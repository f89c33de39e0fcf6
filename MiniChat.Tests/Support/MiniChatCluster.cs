using System.Security.Cryptography;
using Npgsql;

namespace MiniChat.Tests.Support;

/// <summary>Equal processes of the program on one database, each at an address that it keeps.</summary>
internal sealed class MiniChatCluster : IAsyncDisposable
{
    private readonly PostgresDatabase _database;
    private readonly Dictionary<string, string> _settings;
    private readonly Member[] _members;
    private NginxServer? _nginx;
    private CuttableLine? _line;

    private MiniChatCluster(PostgresDatabase database, Dictionary<string, string> settings, int members)
    {
        _database = database;
        _settings = settings;
        _members = [.. Enumerable.Range(0, members).Select(_ => new Member())];
    }

    /// <summary>A member; one that was killed is its old self until it is started again.</summary>
    public MiniChatProcess this[int index] => _members[index].Process!;

    /// <summary>The database of all.</summary>
    public PostgresDatabase Database => _database;

    /// <summary>The address of nginx, before all.</summary>
    public Uri Address => _nginx!.Address;

    /// <summary>What the first member's connections to the database go over.</summary>
    public CuttableLine Line => _line!;

    /// <summary>Starts all members at once, on a fresh database.</summary>
    /// <param name="members">How many.</param>
    /// <param name="settings">Settings of all, by their names as environment variables.</param>
    /// <param name="server">The server of the database; null for the shared one.</param>
    /// <param name="behindNginx">Whether an nginx hands requests round, one after the other.</param>
    /// <param name="overLine">Whether the first member reaches the database over <see cref="Line"/>.</param>
    public static async Task<MiniChatCluster> StartAsync(
        int members,
        Dictionary<string, string>? settings = null,
        PostgresServer? server = null,
        bool behindNginx = false,
        bool overLine = false
    )
    {
        var database = await PostgresDatabase.CreateAsync(server);
        var common = new Dictionary<string, string>
        {
            ["ConnectionStrings__MiniChat"] = database.ConnectionString,
            ["JWT_SECRET"] = RandomNumberGenerator.GetHexString(64),
        };
        if (behindNginx)
            common["MiniChat__TrustedProxies"] = "127.0.0.1";
        foreach (var (name, value) in settings ?? [])
            common[name] = value;
        var cluster = new MiniChatCluster(database, common, members);
        if (overLine)
            cluster._line = new CuttableLine(database.Server.Port);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, members).Select(cluster.StartAsync));
            if (behindNginx)
                cluster._nginx = await NginxServer.StartAsync(InTurn(cluster._members.Select(member => member.Address)));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a member that was ended, at its address.</summary>
    public async Task StartAsync(int index)
    {
        var member = _members[index];
        member.Process?.Dispose();
        var own = new Dictionary<string, string>(_settings) { ["ASPNETCORE_URLS"] = member.Address };
        if (index == 0 && _line is not null)
        {
            own["ConnectionStrings__MiniChat"] = new NpgsqlConnectionStringBuilder(_database.ConnectionString)
            {
                Port = _line.Port,
            }.ConnectionString;
        }
        member.Process = await MiniChatProcess.StartAsync(member.Folder, own);
    }

    /// <summary>Ends a member at once, as <c>kill -9</c> does.</summary>
    public Task KillAsync(int index) => this[index].KillAsync();

    public async ValueTask DisposeAsync()
    {
        if (_nginx is not null)
            await _nginx.DisposeAsync();
        foreach (var member in _members)
        {
            member.Process?.Dispose();
            member.Folder.Dispose();
        }
        if (_line is not null)
            await _line.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>How nginx hands requests round: streams as they come, sockets too, and what nobody took to the next.</summary>
    internal static string InTurn(IEnumerable<string> addresses) =>
        $$"""
            map $http_upgrade $connection_upgrade {
              default upgrade;
              '' '';
            }
            upstream minichat {
            {{string.Join('\n', addresses.Select(address => $"  server {new Uri(address).Authority} max_fails=0;"))}}
            }
            server {
              listen 127.0.0.1:{port};
              client_max_body_size 20m;
              location / {
                proxy_pass http://minichat;
                proxy_http_version 1.1;
                proxy_buffering off;
                proxy_request_buffering off;
                proxy_set_header Host $http_host;
                proxy_set_header X-Forwarded-For $remote_addr;
                proxy_set_header X-Forwarded-Proto $scheme;
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection $connection_upgrade;
              }
            }
            """;

    private sealed class Member
    {
        public TempFolder Folder { get; } = new();
        public string Address { get; } = $"http://127.0.0.1:{LastingProgram.FreePort()}";
        public MiniChatProcess? Process { get; set; }
    }
}

using System.Net;
using System.Net.Sockets;
using MiniChat.Host;
using MiniChat.Host.Storage.Postgres;
using MiniChat.Tests.Support;
using Npgsql;

namespace MiniChat.Tests.Storage;

/// <summary>Databases that the server does not start on: one sentence, which names the setting and what to do, and no password.</summary>
[TestFixture]
internal sealed class PostgresStartTests
{
    private const string Secret = "a secret of at least thirty-two bytes";

    private PostgresDatabase _database = null!;

    [OneTimeSetUp]
    public async Task Make() => _database = await PostgresDatabase.CreateAsync();

    [OneTimeTearDown]
    public async Task Drop() => await _database.DisposeAsync();

    private string With(Action<NpgsqlConnectionStringBuilder> change)
    {
        var given = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Timeout = 5 };
        change(given);
        return given.ToString();
    }

    private string Refused(string connectionString)
    {
        var options = new PostgresOptions { ConnectionString = connectionString };
        var message = Assert.Throws<StartupException>(() => PostgresStart.Open(options, TimeProvider.System))!.Message;
        Assert.That(message, Does.Not.Contain(_database.Server.Password));
        Assert.That(message, Does.Contain("ConnectionStrings__MiniChat"));
        return message;
    }

    private static async Task<string> RunAsync(string connectionString, string? secret = Secret)
    {
        using var folder = new TempFolder();
        var (exitCode, error) = await MiniChatProcess.RunAsync(
            folder,
            new() { ["ConnectionStrings__MiniChat"] = connectionString, ["JWT_SECRET"] = secret ?? "" }
        );
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error.Trim(), Does.Not.Contain("\n").And.Not.Contain("   at "));
        return error;
    }

    [Test]
    public async Task A_password_that_is_refused_ends_the_start_with_one_sentence()
    {
        var error = await RunAsync(With(given => given.Password = "hunter2hunter2"));

        Assert.That(error, Does.Contain("password").And.Contain("ConnectionStrings__MiniChat"));
        Assert.That(error, Does.Not.Contain("hunter2"));
    }

    [TestCase("Host=127.0.0.1;Port=many;Password=hunter2")]
    [TestCase("Host=127.0.0.1;Pasword=hunter2")]
    [TestCase("postgres://minichat:hunter2@127.0.0.1/minichat")]
    public async Task A_connection_string_that_cannot_be_read_is_refused_without_being_shown(string connectionString)
    {
        var error = await RunAsync(connectionString);

        Assert.That(error, Does.Contain("ConnectionStrings__MiniChat cannot be read").And.Contain("Host=localhost"));
        Assert.That(error, Does.Not.Contain("hunter2"));
    }

    [Test]
    public async Task Without_a_secret_of_tokens_it_says_how_to_make_one()
    {
        var error = await RunAsync(_database.ConnectionString, secret: null);

        Assert.That(error, Does.Contain("JWT_SECRET is missing").And.Contain("openssl rand -base64 48"));
    }

    [Test]
    public void A_host_that_is_not_known() =>
        Assert.That(
            Refused(With(given => given.Host = "no-such-host.invalid")),
            Does.Contain("'no-such-host.invalid' is not known")
        );

    [Test]
    public void A_port_where_nobody_listens()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();

        Assert.That(Refused(With(given => given.Port = port)), Does.Contain($"Nobody listens at 127.0.0.1:{port}"));
    }

    [Test]
    public void A_password_that_is_missing() =>
        Assert.That(Refused(With(given => given.Password = null)), Does.Contain("add 'Password=…'"));

    [Test]
    public void A_database_that_is_missing() =>
        Assert.That(Refused(With(given => given.Database = "nowhere")), Does.Contain("'nowhere'").And.Contain("CREATE DATABASE"));

    [Test]
    public async Task A_user_without_the_right_to_make_tables()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await database.ExecuteAsync("REVOKE ALL ON SCHEMA public FROM PUBLIC");
        await database.Server.ExecuteAsync($"ALTER DATABASE {database.Name} OWNER TO postgres");

        Assert.That(Refused(database.ConnectionString), Does.Contain("GRANT CREATE ON SCHEMA").Or.Contain("has no schema"));
    }

    [Test]
    public async Task A_database_that_keeps_texts_in_another_encoding()
    {
        var name = _database.Server.NextName();
        await _database.Server.ExecuteAsync(
            $"CREATE DATABASE {name} OWNER {PostgresServer.User} ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
        );

        Assert.That(Refused(With(given => given.Database = name)), Does.Contain("LATIN1").And.Contain("ENCODING 'UTF8'"));
    }

    [Test]
    public void A_database_that_can_only_be_read() =>
        Assert.That(
            Refused(With(given => given.Options = "-c default_transaction_read_only=on")),
            Does.Contain("can only be read")
        );

    [Test]
    public async Task A_server_that_is_too_old()
    {
        using var old = new TcpListener(IPAddress.Loopback, 0);
        old.Start();
        var port = ((IPEndPoint)old.LocalEndpoint).Port;
        var greeting = GreetAsync(old, "12.22");

        var refused = Refused($"Host=127.0.0.1;Port={port};Username=a;SSL Mode=Disable;Server Compatibility Mode=NoTypeLoading");
        await greeting;

        Assert.That(refused, Does.Contain("12.22").And.Contain("13 or newer"));
    }

    /// <summary>Greets as PostgreSQL does: https://www.postgresql.org/docs/current/protocol-flow.html.</summary>
    private static async Task GreetAsync(TcpListener listener, string version)
    {
        using var client = await listener.AcceptTcpClientAsync(Deadline.Soon);
        var stream = client.GetStream();
        await stream.ReadAtLeastAsync(new byte[1024], 8, throwOnEndOfStream: true, Deadline.Soon);
        byte[] status = [.. "server_version\0"u8, .. System.Text.Encoding.ASCII.GetBytes(version), 0];
        byte[] encoding = [.. "client_encoding\0UTF8\0"u8];
        await stream.WriteAsync(
            (byte[])
                [
                    .. Message('R', [0, 0, 0, 0]),
                    .. Message('S', status),
                    .. Message('S', encoding),
                    .. Message('K', [0, 0, 0, 1, 0, 0, 0, 1]),
                    .. Message('Z', "I"u8.ToArray()),
                ],
            Deadline.Soon
        );
        while (await stream.ReadAsync(new byte[1024], Deadline.Soon) > 0)
            continue;
    }

    private static byte[] Message(char kind, byte[] body) =>
        [(byte)kind, 0, 0, (byte)((body.Length + 4) >> 8), (byte)(body.Length + 4), .. body];
}

using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MiniChat.Host;
using MiniChat.Host.Bus.Memory;
using MiniChat.Host.Storage.Sql;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.ApiKeys;
using MiniChat.ServiceInterface.Nodes;
using MiniChat.ServiceInterface.SignIns;
using MiniChat.Stack;

namespace MiniChat.Tests.Support;

/// <summary>Accounts as the server wires them, over a database of their own and a clock that stands.</summary>
public sealed class TestAccounts : IAsyncDisposable
{
    public const string Secret = "a secret for tests, longer than 32 bytes";

    private readonly TestDatabase? _own;
    private readonly IHost _host;

    private TestAccounts(
        TestDatabase database,
        TestDatabase? own,
        ManualClock clock,
        Dictionary<string, string?> settings,
        IBus bus
    )
    {
        _own = own;
        Clock = clock;
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddLogging();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton(bus);
        builder.Services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1000);
        builder.AddAccounts(new MiniChat.Host.Settings.SettingReader(builder.Configuration));
        // Given from outside, these are not the container's to dispose: another one may open the same database.
        builder.Services.AddSingleton(database.File).AddSingleton<ISqlEngine>(database.Engine);
        builder.Services.AddSingleton<IAccountStore, SqlAccountStore>();
        builder.Services.AddSingleton<ISessionStore, SqlSessionStore>();
        builder.Services.AddSingleton<IAttemptStore, SqlAttemptStore>();
        builder.Services.AddSingleton<IApiKeyStore, SqlApiKeyStore>();
        builder.Services.AddSingleton<ICodeSignInStore, SqlCodeSignInStore>();
        builder.Services.AddSingleton<IIdentityStore, SqlIdentityStore>();
        _host = builder.Build();
    }

    public ManualClock Clock { get; }
    public AccountServices Services => Get<AccountServices>();
    public ITokenAuthority Tokens => Get<ITokenAuthority>();

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public static Task<TestAccounts> StartAsync(params (string Key, string Value)[] settings)
    {
        var database = new TestDatabase();
        return StartAsync(database, database, new ManualClock(), settings);
    }

    public static Task<TestAccounts> StartOnAsync(
        TestDatabase database,
        ManualClock clock,
        params (string Key, string Value)[] settings
    ) => StartAsync(database, null, clock, settings);

    /// <summary>Those of one node of several.</summary>
    public static Task<TestAccounts> StartOnAsync(TestDatabase database, ManualClock clock, IBus bus) =>
        StartAsync(database, null, clock, [], bus);

    public static Call From(string address, Caller? caller = null) =>
        new() { Address = IPAddress.Parse(address), Caller = caller ?? Caller.Anonymous };

    public Task<RegisterResponse> RegisterAsync(string name, string password = "right password", string address = "10.0.0.1") =>
        Services.Post(new Register { UserName = name, Password = password }, From(address), default);

    public Task<AuthenticateResponse> SignInAsync(string name, string password = "right password", string address = "10.0.0.1") =>
        Services.Post(new Authenticate { UserName = name, Password = password }, From(address), default);

    public async Task<Caller?> CallerOfAsync(string? token) => (await Tokens.VerifyAsync(token!, default)).Caller;

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _own?.Dispose();
    }

    private static async Task<TestAccounts> StartAsync(
        TestDatabase database,
        TestDatabase? own,
        ManualClock clock,
        (string Key, string Value)[] settings,
        IBus? bus = null
    )
    {
        var all = new Dictionary<string, string?> { ["JWT_SECRET"] = Secret };
        foreach (var (key, value) in settings)
            all[key] = value;
        var accounts = new TestAccounts(database, own, clock, all, bus ?? new MemoryBus());
        try
        {
            await accounts._host.StartAsync();
            return accounts;
        }
        catch
        {
            await accounts.DisposeAsync();
            throw;
        }
    }
}

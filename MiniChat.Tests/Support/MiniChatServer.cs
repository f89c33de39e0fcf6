using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using MiniChat.Client;
using MiniChat.ServiceInterface.Models;
using MiniChat.Stack;

namespace MiniChat.Tests.Support;

/// <summary>The real host on a real Kestrel in this process, with a database file of its own.</summary>
internal sealed class MiniChatServer : IAsyncDisposable
{
    private readonly Factory _factory;
    private readonly TempFolder _folder;
    private readonly bool _ownsFolder;
    private int _people;

    private MiniChatServer(Factory factory, TempFolder folder, bool ownsFolder)
    {
        _factory = factory;
        _folder = folder;
        _ownsFolder = ownsFolder;
        factory.UseKestrel(0);
        factory.StartServer();
        Address = AddressOf(factory.Services);
        Http = new HttpClient { BaseAddress = Address };
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>A client that nobody signed in with.</summary>
    public HttpClient Http { get; }

    /// <summary>The server's services, to look behind the wire.</summary>
    public IServiceProvider Services => _factory.Services;

    /// <summary>The folder of its database.</summary>
    public TempFolder Folder => _folder;

    /// <summary>Starts a server.</summary>
    /// <param name="model">Who answers; null for the offline responder without a delay.</param>
    /// <param name="settings">Settings by their names as environment variables.</param>
    /// <param name="folder">A folder with a database to go on with; null for a new one.</param>
    /// <param name="clock">The server's clock.</param>
    /// <param name="services">Adds to the server's services.</param>
    public static MiniChatServer Start(
        IAnswerModel? model = null,
        Dictionary<string, string>? settings = null,
        TempFolder? folder = null,
        TimeProvider? clock = null,
        Action<IServiceCollection>? services = null
    )
    {
        var own = folder ?? new TempFolder();
        return new MiniChatServer(new Factory(own, settings ?? [], model, clock, services), own, folder is null);
    }

    /// <summary>The address as bound: the factory's own may still name port 0 when the host is slower to start than the factory.</summary>
    private static Uri AddressOf(IServiceProvider services)
    {
        var started = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted;
        Assert.That(started.WaitHandle.WaitOne(Deadline.Longest), "the host starts");
        return new Uri(services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>A typed client of a new account.</summary>
    public async Task<MiniChatClient> SignUpAsync(string? name = null)
    {
        name ??= $"person{Interlocked.Increment(ref _people)}";
        var client = new MiniChatClient(Address);
        await client.SendAsync(
            new Register { UserName = name, Password = Password },
            TestContext.CurrentContext.CancellationToken
        );
        await client.SignInAsync(name, Password, TestContext.CurrentContext.CancellationToken);
        return client;
    }

    /// <summary>A plain HTTP client of a new account, to see the wire itself.</summary>
    public async Task<HttpClient> SignUpHttpAsync(string? name = null)
    {
        using var client = await SignUpAsync(name);
        var http = new HttpClient { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", client.BearerToken);
        return http;
    }

    /// <summary>The password of every account made here.</summary>
    public const string Password = "correct horse";

    /// <summary>Ends it as an operator would: running answers are waited for.</summary>
    public Task StopAsync() => Services.GetRequiredService<IHost>().StopAsync(Deadline.Soon);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _factory.DisposeAsync();
        // The program sees its end as well: where it was first to let go of the database, the factory has not waited for that.
        var held = Path.Combine(_folder.Path, "App_Data", "minichat.db.lock");
        for (var limit = Deadline.Soon; File.Exists(held); limit.ThrowIfCancellationRequested())
            await Task.Yield();
        if (_ownsFolder)
            _folder.Dispose();
    }

    private sealed class Factory(
        TempFolder folder,
        Dictionary<string, string> settings,
        IAnswerModel? model,
        TimeProvider? clock,
        Action<IServiceCollection>? more
    ) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseContentRoot(folder.Path);
            builder.UseSetting("MiniChat:Models:OfflineTokenMilliseconds", "0");
            foreach (var (name, value) in settings)
                builder.UseSetting(name.Replace("__", ":", StringComparison.Ordinal), value);
            builder.ConfigureServices(services =>
            {
                // Hashes of full strength would be a third of all the tests' time; processes of their own have them.
                services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1000);
                if (model is not null)
                    services.Replace(ServiceDescriptor.Singleton(model));
                if (clock is not null)
                    services.Replace(ServiceDescriptor.Singleton(clock));
                more?.Invoke(services);
            });
        }
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MiniChat.Host.Identity;
using MiniChat.ServiceInterface.SignIns;
using MiniChat.Stack;

namespace MiniChat.Tests.Support;

/// <summary>The server's side of a sign-in at a fake provider, and what it told the operator.</summary>
internal sealed class ProviderClient : ILogger<OAuthIdentityProvider>, IDisposable
{
    public static readonly ProviderSecrets Secrets = new("planted-state", "planted-verifier", "planted-nonce");

    private readonly ProviderServer _fake;
    private readonly OAuthIdentityProvider _provider;

    public ProviderClient(ProviderServer fake, TimeProvider clock, ProviderOptions? options = null)
    {
        _fake = fake;
        _provider = new OAuthIdentityProvider(options ?? fake.OpenIdConnect(), clock, this);
    }

    /// <summary>The lines of the log.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    public string Name => _provider.Name;

    public Task<Uri> AuthorizeAsync(CancellationToken cancel = default) => _provider.AuthorizeAsync(Secrets, cancel);

    public Task<OutsideIdentity> RedeemAsync(string code, ProviderSecrets? secrets = null, CancellationToken cancel = default) =>
        _provider.RedeemAsync(code, secrets ?? Secrets, cancel);

    /// <summary>A whole sign-in.</summary>
    public Task<OutsideIdentity> SignInAsync() => SignInAsync(_fake);

    /// <summary>A whole sign-in, at a provider that was started again.</summary>
    public async Task<OutsideIdentity> SignInAsync(ProviderServer fake) => await RedeemAsync(fake.SignIn(await AuthorizeAsync()));

    /// <summary>A sign-in that fails at its end: how, with nothing said that is not to be said.</summary>
    public async Task<ServiceException> FailAsync()
    {
        var code = _fake.SignIn(await AuthorizeAsync());
        return await FailAsync(() => RedeemAsync(code));
    }

    /// <summary>A call that fails.</summary>
    public async Task<ServiceException> FailAsync(Func<Task> call)
    {
        var error = (await Assert.CatchAsync<ServiceException>(() => call()))!;
        Assert.That(error.Message + error.InnerException + string.Join('\n', Log), Does.Not.Contain("planted"));
        return error;
    }

    public void Dispose() => _provider.Dispose();

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => Log.Enqueue(formatter(state, exception) + exception);
}

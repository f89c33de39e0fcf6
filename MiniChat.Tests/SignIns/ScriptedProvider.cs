using System.Collections.Concurrent;
using MiniChat.ServiceInterface.SignIns;
using MiniChat.Stack;

namespace MiniChat.Tests.SignIns;

/// <summary>An outside provider within the test: it knows people by their codes.</summary>
internal sealed class ScriptedProvider : IIdentityProvider
{
    private readonly ConcurrentDictionary<string, OutsideIdentity> _people = new();
    private readonly ConcurrentDictionary<string, ProviderSecrets> _begun = new();
    private int _redeemed;

    public string Name => "fake";

    /// <summary>What it fails with; null when it does not.</summary>
    public ServiceException? Failure { get; set; }

    /// <summary>How often a code came.</summary>
    public int Redeemed => _redeemed;

    /// <summary>Held while a code is looked at; null for no wait.</summary>
    public Task? Pause { get; set; }

    /// <summary>Has somebody sign in there.</summary>
    /// <returns>The code.</returns>
    public string SignIn(OutsideIdentity who)
    {
        var code = Guid.NewGuid().ToString("N");
        _people[code] = who;
        return code;
    }

    public Task<Uri> AuthorizeAsync(ProviderSecrets secrets, CancellationToken cancel)
    {
        if (Failure is not null)
            throw Failure;
        _begun[secrets.State] = secrets;
        return Task.FromResult(new Uri($"https://id.example.org/authorize?state={secrets.State}"));
    }

    public async Task<OutsideIdentity> RedeemAsync(string code, ProviderSecrets secrets, CancellationToken cancel)
    {
        Interlocked.Increment(ref _redeemed);
        if (Pause is not null)
            await Pause.WaitAsync(cancel);
        if (Failure is not null)
            throw Failure;
        Assert.That(_begun[secrets.State], Is.EqualTo(secrets), "verifier and nonce are those of the beginning");
        return _people.TryGetValue(code, out var who)
            ? who
            : throw new ServiceException(ErrorKind.Invalid, "The provider does not know the code.");
    }
}

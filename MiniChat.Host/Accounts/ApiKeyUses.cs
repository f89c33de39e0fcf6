using System.Collections.Concurrent;
using MiniChat.ServiceInterface.ApiKeys;

namespace MiniChat.Host.Accounts;

/// <summary>Notes when API keys are used: once a minute for each, beside the request and never in its way.</summary>
/// <param name="store">Where it is kept.</param>
/// <param name="clock">The time.</param>
/// <param name="log">Where failures are noted.</param>
public sealed class ApiKeyUses(IApiKeyStore store, TimeProvider clock, ILogger<ApiKeyUses> log)
{
    private const int Capacity = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<long, DateTimeOffset> _noted = new();

    /// <summary>Notes a use.</summary>
    /// <param name="keyId">The key's number.</param>
    public void Note(long keyId)
    {
        var now = clock.GetUtcNow();
        if (_noted.TryGetValue(keyId, out var last))
        {
            // A clock that was set back must not stop the notes.
            if ((now - last).Duration() < Pause || !_noted.TryUpdate(keyId, now, last))
                return;
        }
        else if (!_noted.TryAdd(keyId, now))
            return;
        // Whichever are forgotten: it costs them one more note.
        if (_noted.Count > Capacity)
            _noted.Clear();
        _ = KeepAsync(keyId, now);
    }

    private async Task KeepAsync(long keyId, DateTimeOffset at)
    {
        try
        {
            await store.TouchAsync(keyId, at, CancellationToken.None);
        }
        catch (Exception e)
        {
            log.LogDebug(e, "The use of API key {Key} was not noted", keyId);
        }
    }
}

using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.ApiKeys;
using MiniChat.Stack;

namespace MiniChat.Host.Accounts;

/// <summary>Finds out in the store what has ended of what callers came with.</summary>
/// <param name="sessions">The sessions.</param>
/// <param name="keys">The API keys.</param>
public sealed class SessionLook(ISessionStore sessions, IApiKeyStore keys)
{
    /// <summary>The sessions and keys that are gone, as news.</summary>
    /// <param name="callers">The callers.</param>
    /// <param name="cancel">The server stops.</param>
    public async Task<IReadOnlyList<SessionNews>> FindEndedAsync(IReadOnlyCollection<Caller> callers, CancellationToken cancel)
    {
        var bySession = callers
            .Where(caller => caller.KeyId is null && caller.SessionId is not null)
            .DistinctBy(CallerSession)
            .ToList();
        var byKey = callers.Where(caller => caller.KeyId is not null).DistinctBy(caller => caller.KeyId).ToList();
        var alive = await sessions.FindAliveAsync([.. bySession.Select(CallerSession)], cancel);
        var there = await keys.FindThereAsync([.. byKey.Select(caller => caller.KeyId!.Value)], cancel);
        return
        [
            .. bySession
                .Where(caller => !alive.Contains(CallerSession(caller)))
                .Select(caller => new SessionNews(caller.AccountId, caller.SessionId, Ended: true)),
            .. byKey
                .Where(caller => !there.Contains(caller.KeyId!.Value))
                .Select(caller => new SessionNews(caller.AccountId, SessionId: null, Ended: true) { KeyId = caller.KeyId }),
        ];
    }

    private static string CallerSession(Caller caller) => caller.SessionId!;
}

using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceInterface.Throttling;
using MiniChat.ServiceInterface.Usages;
using MiniChat.Stack;

namespace MiniChat.Host.Relays;

/// <summary>Begins calls that are passed on, where the account may ask just now.</summary>
public sealed class RelayCalls(IModelRelay relay, IUsageLedger ledger, AskThrottle throttle, TimeProvider clock)
{
    /// <summary>Begins a call; nothing is sent yet.</summary>
    /// <param name="caller">Whose call it is.</param>
    /// <param name="door">Where it came in.</param>
    /// <param name="body">What is passed on.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <exception cref="ServiceException">The account has asked too often.</exception>
    public async Task<RelayCall> BeginAsync(Caller caller, string door, RelayBody body, CancellationToken cancel)
    {
        await throttle.TakeAsync(door, caller.AccountId, cancel);
        return new RelayCall(relay, ledger, clock)
        {
            Caller = caller,
            Door = door,
            Body = body,
        };
    }
}

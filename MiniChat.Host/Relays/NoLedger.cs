using MiniChat.ServiceInterface.Usages;

namespace MiniChat.Host.Relays;

internal sealed class NoLedger : IUsageLedger
{
    public void Add(UsageEntry entry) { }
}

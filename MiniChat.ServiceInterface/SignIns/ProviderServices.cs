using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.SignIns;

/// <summary>Whether a browser that signs in at an outside provider comes back to this server itself.</summary>
/// <param name="IsOpen">Whether it does.</param>
public sealed record ProviderEntry(bool IsOpen);

/// <summary>Tells where people can sign in besides here.</summary>
/// <param name="entry">Whether they come back.</param>
/// <param name="provider">The outside provider; null where there is none.</param>
public sealed class ProviderServices(ProviderEntry entry, IIdentityProvider? provider = null) : IService
{
    public Task<FindProvidersResponse> Get(FindProviders request, CancellationToken cancel) =>
        Task.FromResult(
            new FindProvidersResponse
            {
                Results = provider is null || !entry.IsOpen ? [] : [new ProviderItem { Name = provider.Name }],
            }
        );
}

using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.ApiKeys;

/// <summary>API keys: made, listed, deleted.</summary>
public sealed class ApiKeyServices(IApiKeyStore store, ISessionEvents events, TimeProvider clock) : IService
{
    public async Task<CreateApiKeyResponse> Post(CreateApiKey request, Caller caller, CancellationToken cancel)
    {
        var now = clock.Now();
        var text = ApiKeyText.New();
        var key = new ApiKey
        {
            AccountId = caller.AccountId,
            Name = request.Name,
            Prefix = ApiKeyText.PrefixOf(text),
            Scopes = ApiKeyRules.ScopesOf(request, caller),
            CreatedAt = now,
            ExpiresAt = ApiKeyRules.ExpiryOf(request, now),
        };
        var id =
            await store.CreateAsync(key, ApiKeyText.HashOf(text)!, ApiKeyRules.Most, cancel)
            ?? throw new ServiceException(
                ErrorKind.Conflict,
                $"The account has {ApiKeyRules.Most} API keys already. Delete one that is not needed any more."
            )
            {
                ErrorCode = "TooManyApiKeys",
            };
        return new CreateApiKeyResponse
        {
            Id = id,
            Key = text,
            Name = key.Name,
            Scopes = [.. key.Scopes],
            ExpiresDate = key.ExpiresAt?.UtcDateTime,
            CreatedDate = key.CreatedAt.UtcDateTime,
        };
    }

    public async Task<FindApiKeysResponse> Get(FindApiKeys request, Caller caller, CancellationToken cancel)
    {
        var found = await store.FindManyAsync(caller.AccountId, cancel);
        return new FindApiKeysResponse { Results = [.. found.Select(Describe)] };
    }

    public async Task Delete(DeleteApiKey request, Caller caller)
    {
        // Not to be called off: who hangs up while deleting a key still wants it dead.
        if (!await store.DeleteAsync(caller.AccountId, request.Id, CancellationToken.None))
            throw new ServiceException(ErrorKind.NotFound, $"There is no API key {request.Id}.");
        events.Publish(new SessionNews(caller.AccountId, SessionId: null, Ended: true) { KeyId = request.Id });
    }

    private static ApiKeyItem Describe(ApiKey key) =>
        new()
        {
            Id = key.Id,
            Name = key.Name,
            Prefix = key.Prefix,
            Scopes = [.. key.Scopes],
            CreatedDate = key.CreatedAt.UtcDateTime,
            ExpiresDate = key.ExpiresAt?.UtcDateTime,
            LastUsedDate = key.LastUsedAt?.UtcDateTime,
        };
}

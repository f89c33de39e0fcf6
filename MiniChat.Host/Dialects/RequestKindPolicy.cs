using Microsoft.AspNetCore.Routing.Matching;

namespace MiniChat.Host.Dialects;

/// <summary>Chooses between two owners of a path and a verb, by the <see cref="RequestKind"/> of one.</summary>
internal sealed class RequestKindPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(endpoint => KindOf(endpoint) is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var special = Find(candidates, kind => kind is not null);
        var usual = Find(candidates, kind => kind is null);
        if (special < 0)
            return Task.CompletedTask;
        if (!KindOf(candidates[special].Endpoint)!.Includes(httpContext.Request))
        {
            candidates.SetValidity(special, false);
            return Task.CompletedTask;
        }
        if (usual >= 0)
        {
            candidates.SetValidity(usual, false);
            httpContext.Features.Set(new RequestKind.OtherOwner(candidates[usual].Endpoint));
        }
        return Task.CompletedTask;
    }

    private static int Find(CandidateSet candidates, Func<RequestKind?, bool> isIt)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && isIt(KindOf(candidates[i].Endpoint)))
                return i;
        }
        return -1;
    }

    private static RequestKind? KindOf(Endpoint endpoint) => endpoint.Metadata.GetMetadata<RequestKind>();
}

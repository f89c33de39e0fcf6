using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Similarity;

/// <summary>What was asked before, found by its meaning.</summary>
public sealed class SimilarServices(SimilarSearch search) : IService
{
    public async Task<FindSimilarPromptsResponse> Get(FindSimilarPrompts request, Caller caller, CancellationToken cancel)
    {
        var among = request.Among ?? SimilarAmong.All;
        var found = await search.FindAsync(caller.AccountId, request.Text, among, request.Take ?? 5, cancel);
        return new FindSimilarPromptsResponse { Results = [.. found] };
    }
}

using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Interviews;

/// <summary>Who the caller is, and what they can do.</summary>
public sealed class ProfileServices(IAccountStore accounts, IInterviewStore store, InterviewMaker maker, TimeProvider clock)
    : IService
{
    public async Task<GetProfileResponse> Get(GetProfile request, Caller caller, CancellationToken cancel)
    {
        var account = await accounts.FindAsync(caller.AccountId, cancel) ?? throw ServiceException.ForEnded(caller);
        var interview = await store.FindAsync(caller.AccountId, cancel);
        return new GetProfileResponse
        {
            UserId = account.Id,
            UserName = account.UserName,
            DisplayName = account.DisplayName,
            Email = account.Email,
            CreatedDate = account.CreatedAt.UtcDateTime,
            SkillDescription = interview?.Description,
            Interview = interview?.State ?? InterviewState.NotStarted,
        };
    }

    public async Task<UpdateSkillDescriptionResponse> Put(UpdateSkillDescription request, Caller caller, CancellationToken cancel)
    {
        var description = new NewDescription(caller.AccountId, request.Description, caller.KeyId, clock.Now());
        maker.Wake(caller.AccountId, await store.DescribeAsync(description, cancel));
        return new UpdateSkillDescriptionResponse { State = InterviewState.Making };
    }
}

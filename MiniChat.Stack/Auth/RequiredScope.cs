using Microsoft.AspNetCore.Authorization;

namespace MiniChat.Stack.Auth;

/// <summary>Metadata of an endpoint: a caller who comes with a key needs the scope.</summary>
/// <param name="scope">The scope's name.</param>
internal sealed class RequiredScope(string scope)
    : AuthorizationHandler<RequiredScope>,
        IAuthorizationRequirement,
        IAuthorizationRequirementData
{
    public string Scope { get; } = scope;

    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];

    // Each requirement is asked for all of the request's kind, so it answers for itself alone.
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RequiredScope requirement)
    {
        if (context.User.Identity is not CallerIdentity identity || identity.Caller.HasScope(requirement.Scope))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}

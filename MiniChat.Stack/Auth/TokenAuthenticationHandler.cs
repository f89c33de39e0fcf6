using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using MiniChat.Stack.Errors;

namespace MiniChat.Stack.Auth;

/// <summary>Authenticates callers by their tokens, and words the framework's refusals.</summary>
internal sealed class TokenAuthenticationHandler(
    ITokenAuthority authority,
    TokenReader reader,
    TokenCookies cookies,
    Origins origins,
    ErrorWriter errors
) : IAuthenticationHandler
{
    /// <summary>What is found out about a token that was good once.</summary>
    internal static readonly AuthenticateResult ExpiredToken = AuthenticateResult.Fail("The token has expired.");

    private static readonly AuthenticateResult BadToken = AuthenticateResult.Fail("The token is not good.");
    private HttpContext context = null!;
    private bool expired;

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        this.context = context;
        return Task.CompletedTask;
    }

    public async Task<AuthenticateResult> AuthenticateAsync()
    {
        var about = context.GetEndpoint()?.Metadata;
        if (about?.GetMetadata<ITakesNoToken>() is not null)
            return AuthenticateResult.NoResult();
        var carriers = about?.GetMetadata<TokenCarriers>();
        var token = reader.Read(context.Request, carriers, out var fromCookie);
        if (token is { Length: > 0 })
        {
            var verdict = await authority.VerifyAsync(token, context.RequestAborted);
            // Cookies are for people who signed in: a key in one is none.
            if (verdict.Caller is { } caller && !(fromCookie && caller.KeyId is not null))
                return Success(caller);
            expired = verdict.Expired;
        }
        var mayRefresh = (token is null || (fromCookie && expired)) && carriers is { Refresh: true };
        if (mayRefresh && await Refresh(carriers) is { } refreshed)
            return Success(refreshed);
        if (token is null)
            return AuthenticateResult.NoResult();
        return expired ? ExpiredToken : BadToken;
    }

    public Task ChallengeAsync(AuthenticationProperties? properties)
    {
        // A page of somebody else may not open a socket, whoever looks at it.
        if (
            context.GetEndpoint()?.Metadata.GetMetadata<TokenCarriers>() is { SubProtocol: true }
            && origins.IsForeign(context.Request)
        )
            return ForbidAsync(properties);
        var words = expired
            ? new ResponseStatus { ErrorCode = "TokenException", Message = "Token has expired" }
            : new ResponseStatus { ErrorCode = "Unauthorized", Message = "Not Authenticated" };
        return errors.WriteAsync(context, StatusCodes.Status401Unauthorized, words);
    }

    public Task ForbidAsync(AuthenticationProperties? properties)
    {
        var caller = CallReader.CallerOf(context);
        foreach (var required in context.GetEndpoint()?.Metadata.GetOrderedMetadata<RequiredScope>() ?? [])
        {
            if (!caller.HasScope(required.Scope))
                return errors.WriteAsync(context, ServiceException.ForScope(required.Scope));
        }
        var role = context.GetEndpoint()?.Metadata.GetMetadata<Routing.MessageDescriptor>()?.RequiredRole;
        var words = new ResponseStatus
        {
            ErrorCode = "Forbidden",
            Message = role is null ? "This is not for you." : $"{role} Role Required",
        };
        return errors.WriteAsync(context, StatusCodes.Status403Forbidden, words);
    }

    // A cookie ends with its token, so a browser that comes back later brings the refresh token alone.
    private async Task<Caller?> Refresh(TokenCarriers? carriers)
    {
        if (!reader.TakesCookies(context.Request, carriers))
            return null;
        if (context.Request.Cookies[TokenCookies.Refresh] is not { Length: > 0 and <= 4096 } refresh)
            return null;
        if (await authority.RefreshAsync(refresh, context.RequestAborted) is not { } token)
            return null;
        var verdict = await authority.VerifyAsync(token, context.RequestAborted);
        if (verdict.Caller is not null)
            cookies.SetAccess(context, token);
        return verdict.Caller;
    }

    private static AuthenticateResult Success(Caller caller) =>
        AuthenticateResult.Success(
            new AuthenticationTicket(new ClaimsPrincipal(new CallerIdentity(caller)), CallerIdentity.Scheme)
        );
}

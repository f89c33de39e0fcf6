using Microsoft.AspNetCore.WebUtilities;
using MiniChat.Host.ApiDocuments;
using MiniChat.Host.Dialects;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.SignIns;
using MiniChat.Stack;

namespace MiniChat.Host.SignIns;

/// <summary>
/// <c>/sign-in/{provider}</c>: a link that leads a browser to the outside provider and back to a page of this server, with the
/// cookies of a session.
/// </summary>
/// <param name="door">Begins and ends the sign-in.</param>
/// <param name="entry">Whether browsers come back to this server.</param>
/// <param name="provider">The outside provider; null where there is none.</param>
public sealed class BrowserSignIn(SignInDoor door, ProviderEntry entry, IIdentityProvider? provider = null)
{
    private const string Path = "/sign-in/{provider}";

    /// <summary>What a page is told of a sign-in that came to nothing, in its query.</summary>
    private const string Failure = "signInError";

    /// <summary>Maps the path.</summary>
    /// <param name="routes">Where to.</param>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var page = routes.ServiceProvider.GetRequiredService<BrowserSignIn>();
        routes
            .MapMethods(Path, ["GET"], page.BeginAsync)
            .WithDisplayName("The way to the outside provider")
            .Describe(() => ServerDocument.ProviderSignIn);
    }

    /// <summary>Sets the cookies of the session, and sends the browser on to where it was; also when it came to nothing.</summary>
    /// <param name="context">The request to the callback.</param>
    /// <param name="path">Where the browser goes on.</param>
    public async Task FinishAsync(HttpContext context, string path)
    {
        try
        {
            var begun = await door.FinishAsync(context);
            context.SetSessionCookies(
                new AuthenticateResponse
                {
                    BearerToken = begun.AccessToken,
                    RefreshToken = begun.RefreshToken,
                    RefreshTokenExpiry = begun.RefreshTokenExpiry.UtcDateTime,
                }
            );
            SendOn(context, path);
        }
        catch (ServiceException refusal) when (refusal.Kind != ErrorKind.Internal)
        {
            var (_, words) = context.WordError(refusal);
            SendOn(context, QueryHelpers.AddQueryString(path, Failure, words.ErrorCode));
        }
    }

    private async Task BeginAsync(HttpContext context)
    {
        if (provider is null || !entry.IsOpen || (string?)context.Request.RouteValues["provider"] != provider.Name)
            throw new ServiceException(ErrorKind.NotFound, "Nobody signs in to this server there; FindProviders lists where.");
        var path = context.Request.Query["continue"].ToString() is { Length: > 0 } asked ? asked : "/";
        if (!OwnPaths.IsOne(path))
            throw ServiceException.ForField(
                "Continue",
                "Continue",
                "'continue' must be a path of this server, such as /chats/5."
            );
        var started = await door.StartAsync(context);
        ContinueCookie.Set(context, started.State, path);
        SendOn(context, started.LoginUrl.AbsoluteUri);
    }

    private static void SendOn(HttpContext context, string address)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = address;
    }
}

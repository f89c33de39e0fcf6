using MiniChat.Host.SignIns;
using MiniChat.Stack;

namespace MiniChat.Host.Dialects.Assistant;

/// <summary>Signing in by a code, and signing out.</summary>
internal sealed class Credentials(SignInDoor door, BrowserSignIn browsers, IMessageGateway gateway)
{
    internal async Task StartAsync(HttpContext context)
    {
        var started = await door.StartAsync(context);
        await context.WriteJsonAsync(new LoginBody(started.LoginUrl, started.State));
    }

    internal async Task FinishAsync(HttpContext context)
    {
        // It began at a page of this server's own, which goes on with cookies.
        if (ContinueCookie.Take(context) is { } path)
        {
            await browsers.FinishAsync(context, path);
            return;
        }
        var session = await door.FinishAsync(context);
        await context.WriteJsonAsync(new TokenBody(session.AccessToken));
    }

    internal async Task LogoutAsync(HttpContext context)
    {
        await gateway.SendAsync(new AuthenticateLogout(), context.GetCall(), context.RequestAborted);
        await context.WriteJsonAsync(new MessageBody("You are signed out."));
    }
}

using System.Globalization;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.Stack;

namespace MiniChat.Host.Dialects.PromptService;

/// <summary>Registering, signing in, and renewing tokens, as SimpleJWT has it.</summary>
internal sealed class Credentials(IMessageGateway gateway, SessionTokens sessions, MessageHostOptions options)
{
    private readonly RequestBinder<RegisterBody> _registrations = new(options);
    private readonly RequestBinder<LoginBody> _logins = new(options);
    private readonly RequestBinder<RefreshBody> _refreshes = new(options);

    internal async Task RegisterAsync(HttpContext context)
    {
        var sent = await _registrations.BindAsync(context);
        var message = new Register
        {
            UserName = sent.Username,
            Email = sent.Email,
            Password = sent.Password,
        };
        var made = await gateway.SendAsync(message, context.GetCall(), context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status201Created;
        var id = long.Parse(made.UserId, CultureInfo.InvariantCulture);
        await context.WriteJsonAsync(new AccountBody(id, made.UserName, sent.Email ?? ""));
    }

    internal async Task SignInAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var sent = await _logins.BindAsync(context);
        var message = new Authenticate
        {
            Provider = "credentials",
            UserName = sent.Username,
            Password = sent.Password,
        };
        var session = await gateway.SendAsync(message, context.GetCall(), context.RequestAborted);
        await context.WriteJsonAsync(new TokensBody(session.BearerToken!, session.RefreshToken!));
    }

    /// <summary>The refresh token is used up and has a successor; a second use ends all of the session's.</summary>
    internal async Task RefreshAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var sent = await _refreshes.BindAsync(context);
        var renewed =
            await sessions.RotateAsync(sent.Refresh, lifetime: null, context.RequestAborted)
            ?? throw new ServiceException(ErrorKind.Unauthorized, "Token is invalid or expired") { ErrorCode = "TokenException" };
        await context.WriteJsonAsync(new TokensBody(renewed.AccessToken, renewed.RefreshToken));
    }
}

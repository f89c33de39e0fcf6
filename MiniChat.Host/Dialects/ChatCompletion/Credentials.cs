using Microsoft.Net.Http.Headers;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.Stack;

namespace MiniChat.Host.Dialects.ChatCompletion;

/// <summary>Signing in, for seven days.</summary>
internal sealed class Credentials(SignIn signIn, SessionTokens sessions, MessageHostOptions options)
{
    /// <summary>Which requests to <c>/auth</c> are of this format: forms whatever is in them, and credentials in the query.</summary>
    internal static readonly RequestKind Kind = new("a form, or credentials in the query", IsOurs);

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);
    private readonly RequestBinder<CredentialsBody> _bodies = new(options);

    internal async Task SignInAsync(HttpContext context)
    {
        var sent = await BindAsync(context);
        if (sent.Provider is not null)
        {
            await RequestKind.HandOverAsync(context);
            return;
        }
        context.Response.Headers.CacheControl = "no-store";
        if (string.IsNullOrEmpty(sent.Username) || string.IsNullOrEmpty(sent.Password))
            throw Missing();
        var account = await CheckAsync(sent.Username, sent.Password, context);
        var session = await sessions.BeginAsync(account, Lifetime, context.RequestAborted);
        await context.WriteJsonAsync(new TokenBody(session.AccessToken));
    }

    private async Task<CredentialsBody> BindAsync(HttpContext context)
    {
        try
        {
            return await _bodies.BindAsync(context, leaveBody: true);
        }
        catch (ServiceException e) when (e.Kind == ErrorKind.Invalid)
        {
            throw Missing();
        }
    }

    private async Task<Account> CheckAsync(string name, string password, HttpContext context)
    {
        try
        {
            return await signIn.CheckAsync(name, password, context.Connection.RemoteIpAddress, context.RequestAborted);
        }
        catch (ServiceException e) when (e.Kind == ErrorKind.Unauthorized)
        {
            throw new ServiceException(
                ErrorKind.Unauthorized,
                "Authentication failed: cannot authenticate with provided username and password."
            );
        }
    }

    private static bool IsOurs(HttpRequest request)
    {
        if (request.Query.ContainsKey("provider"))
            return false;
        if (request.Query.ContainsKey("username") || request.Query.ContainsKey("password"))
            return true;
        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (
                type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
                || type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            );
    }

    private static ServiceException Missing() =>
        new(ErrorKind.Unauthorized, "Authentication failed: cannot find username/password in request body.");
}

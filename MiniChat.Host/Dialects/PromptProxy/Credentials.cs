using MiniChat.Stack;

namespace MiniChat.Host.Dialects.PromptProxy;

/// <summary>Signing in, for an hour.</summary>
internal sealed class Credentials(IMessageGateway gateway, MessageHostOptions options)
{
    private readonly RequestBinder<CredentialsBody> _bodies = new(options);

    internal async Task SignInAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var sent = await _bodies.BindAsync(context);
        // Whatever is not a correct pair is one and the same to the document.
        if (string.IsNullOrEmpty(sent.Username) || string.IsNullOrEmpty(sent.Password))
            throw new ServiceException(ErrorKind.Unauthorized, "Sign in with a username and a password.");
        var message = new Authenticate
        {
            Provider = "credentials",
            UserName = sent.Username,
            Password = sent.Password,
        };
        var session = await gateway.SendAsync(message, context.GetCall(), context.RequestAborted);
        await context.WriteJsonAsync(new TokenBody(session.BearerToken!));
    }
}

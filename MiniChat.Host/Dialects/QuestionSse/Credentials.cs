using MiniChat.Stack;

namespace MiniChat.Host.Dialects.QuestionSse;

/// <summary>Registering and signing in, with an email address and a password.</summary>
internal sealed class Credentials(IMessageGateway gateway, MessageHostOptions options)
{
    private readonly RequestBinder<CredentialsBody> _bodies = new(options);

    internal async Task RegisterAsync(HttpContext context)
    {
        var sent = await _bodies.BindAsync(context);
        var message = new Register { Email = sent.Email, Password = sent.Password };
        var made = await gateway.SendAsync(message, context.GetCall(), context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.WriteJsonAsync(new AccountBody(long.Parse(made.UserId), made.UserName));
    }

    internal async Task SignInAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var sent = await _bodies.BindAsync(context);
        var message = new Authenticate
        {
            Provider = "credentials",
            UserName = sent.Email,
            Password = sent.Password,
        };
        var session = await gateway.SendAsync(message, context.GetCall(), context.RequestAborted);
        await context.WriteJsonAsync(new TokenBody(session.BearerToken!));
    }
}

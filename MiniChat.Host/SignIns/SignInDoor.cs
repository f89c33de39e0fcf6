using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.SignIns;
using MiniChat.Stack;

namespace MiniChat.Host.SignIns;

/// <summary>Signing in by code, for a dialect: it begins with an address to go to, and ends with the code that comes back.</summary>
/// <param name="signIns">Begins.</param>
/// <param name="redeemer">Ends.</param>
/// <param name="options">The addresses.</param>
public sealed class SignInDoor(CodeSignIns signIns, CodeRedeemer redeemer, SignInOptions options)
{
    /// <summary>Begins a sign-in, and gives the browser the cookie by which it is known again.</summary>
    /// <param name="context">The request; its response has not begun.</param>
    /// <exception cref="ServiceException">Too many were begun, the provider cannot be asked, or no address is known to go to.</exception>
    public async Task<StartedSignIn> StartAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        // Before anything is kept: whoever cannot be sent anywhere begins nothing.
        var page = signIns.AreOurOwn ? options.PageOf(context.Request) : null;
        var visitor = VisitorOf(context.Request) with { Browser = BrowserCookie.Choose(context.Request) };
        var begun = await signIns.BeginAsync(visitor, context.Connection.RemoteIpAddress, context.RequestAborted);
        BrowserCookie.Set(context, visitor.Browser);
        return new StartedSignIn(begun.Page ?? new Uri($"{page?.AbsoluteUri}?state={begun.State}"), begun.State);
    }

    /// <summary>Ends a sign-in with what the query brings: <c>code</c> and <c>state</c>, or <c>error</c>.</summary>
    /// <param name="context">The request; its response has not begun.</param>
    /// <exception cref="ServiceException">It is not right, or the provider fails.</exception>
    public Task<SignedIn> FinishAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var (code, state) = Read(context.Request.Query);
        return redeemer.RedeemAsync(state, code, VisitorOf(context.Request), context.RequestAborted);
    }

    // Browsers send Sec-Fetch-Site, and no page can keep them from it.
    private Visitor VisitorOf(HttpRequest request) =>
        new(request.Headers.ContainsKey("Sec-Fetch-Site"), BrowserCookie.Read(request), options.AllowedOriginOf(request));

    private static (string Code, string State) Read(IQueryCollection query)
    {
        if (query["error"].ToString() is { Length: > 0 } error)
            throw Refusal(error);
        ResponseError[] broken =
        [
            .. new[] { Broken(query, "Code", "code"), Broken(query, "State", "state") }.OfType<ResponseError>(),
        ];
        RegistrationRules.ThrowIfAny(broken, ErrorKind.Invalid);
        return (query["code"].ToString(), query["state"].ToString());
    }

    private static ResponseError? Broken(IQueryCollection query, string field, string name) =>
        query[name] switch
        {
            [{ Length: > 0 }] => null,
            [_, _, ..] => FieldRules.Error(
                field,
                "SerializationException",
                $"The sign-in came back with more than one {name}; begin it again."
            ),
            _ => FieldRules.Error(field, "NotEmpty", $"The sign-in came back without its {name}; begin it again."),
        };

    // What the provider says beside it is anybody's text: it is in the address.
    private static ServiceException Refusal(string error) =>
        error == "access_denied"
            ? new(ErrorKind.Forbidden, "The sign-in was refused or called off; begin it again to sign in.")
            : new(ErrorKind.Invalid, "The provider could not sign you in; begin the sign-in again.")
            {
                ErrorCode = "SignInInvalid",
            };
}

/// <summary>A sign-in that has begun.</summary>
/// <param name="LoginUrl">Where to send the person; it holds the state.</param>
/// <param name="State">What comes back with the code.</param>
public sealed record StartedSignIn(Uri LoginUrl, string State);

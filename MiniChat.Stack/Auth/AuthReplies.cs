using Microsoft.AspNetCore.Http;
using MiniChat.Stack.Routing;

namespace MiniChat.Stack.Auth;

/// <summary>The cookies that go with the messages about sessions, in and out.</summary>
internal sealed class AuthReplies(TokenCookies cookies, TokenReader reader, Origins origins)
{
    /// <summary>Whether the message is about sessions, so that its responses are nobody's to keep.</summary>
    public static bool Concerns(MessageDescriptor message) =>
        message.RequestType == typeof(GetAccessToken)
        || message.RequestType.IsAssignableTo(typeof(IEndsSession))
        || message.ResponseType?.IsAssignableTo(typeof(ISignedIn)) == true;

    /// <summary>Takes the refresh token from its cookie when the message brings none.</summary>
    /// <returns>Whether it was taken.</returns>
    public bool TakeRefreshToken(HttpContext context, object message)
    {
        if (message is not GetAccessToken { RefreshToken: null or "" } ask)
            return false;
        var carriers = context.GetEndpoint()?.Metadata.GetMetadata<TokenCarriers>();
        if (!reader.TakesCookies(context.Request, carriers))
            return false;
        ask.RefreshToken = context.Request.Cookies[TokenCookies.Refresh];
        return ask.RefreshToken is { Length: > 0 };
    }

    /// <summary>Sets what the response means for the cookies.</summary>
    /// <returns>The response to write.</returns>
    public object? Apply(HttpContext context, object message, object? response, bool tookRefreshToken)
    {
        // A page of somebody else could sign its reader in as another, or out.
        if (origins.IsForeign(context.Request))
            return response;
        if (IsLogout(message))
            TokenCookies.Clear(context);
        else if (response is ISignedIn { BearerToken.Length: > 0 } session)
        {
            cookies.SetSession(context, session);
            return TokenCookies.AreEnough(context.Request) ? session.WithoutTokens() : response;
        }
        else if (response is GetAccessTokenResponse { AccessToken: { Length: > 0 } token })
        {
            cookies.SetAccess(context, token);
            // Who keeps the refresh token in a cookie gets the new token the same way, and scripts see neither.
            return tookRefreshToken ? new GetAccessTokenResponse() : response;
        }
        return response;
    }

    private static bool IsLogout(object message) =>
        message is AuthenticateLogout or IEndsSession
        || (message is Authenticate { Provider: { } provider } && provider.Equals("logout", StringComparison.OrdinalIgnoreCase));
}

namespace MiniChat.Host.Dialects;

/// <summary>Metadata of an endpoint that shares its path and verb: which requests are its own.</summary>
/// <param name="Name">What they have in common, in a few words.</param>
/// <param name="Includes">Whether a request is one of them, by its headers and its query; the body is not read yet.</param>
public sealed record RequestKind(string Name, Func<HttpRequest, bool> Includes)
{
    /// <summary>Lets the other owner of the address answer: what the body says makes it theirs.</summary>
    /// <param name="context">The request; its body can still be read.</param>
    public static Task HandOverAsync(HttpContext context)
    {
        var other = context.Features.Get<OtherOwner>()!.Endpoint;
        context.SetEndpoint(other);
        return other.RequestDelegate!(context);
    }

    internal sealed record OtherOwner(Endpoint Endpoint);
}

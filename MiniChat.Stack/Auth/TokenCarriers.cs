namespace MiniChat.Stack.Auth;

/// <summary>Metadata of an endpoint: what, besides <c>Authorization: Bearer</c>, may carry an access token to it.</summary>
/// <param name="Cookie">Whether the cookie <c>ss-tok</c> may.</param>
/// <param name="SubProtocol">Whether <c>Sec-WebSocket-Protocol</c> may: the endpoint is a socket.</param>
/// <param name="Refresh">Whether the cookie <c>ss-reftok</c> renews an expired one on the way.</param>
/// <param name="Basic">
/// Whether the scheme may also be called <c>Basic</c>, and the header <c>Authentication</c>, which then is looked at first.
/// </param>
/// <param name="Query">
/// Whether <c>?token=</c> may, before the sub-protocol. Addresses end up in logs of proxies and in histories: only where a
/// published format has it so.
/// </param>
public sealed record TokenCarriers(
    bool Cookie,
    bool SubProtocol = false,
    bool Refresh = true,
    bool Basic = false,
    bool Query = false
);

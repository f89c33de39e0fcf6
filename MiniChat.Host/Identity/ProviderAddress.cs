namespace MiniChat.Host.Identity;

/// <summary>What may be an address of a provider.</summary>
internal static class ProviderAddress
{
    /// <summary>The address of a text: by https, or by http on this machine; null when it is none.</summary>
    /// <param name="text">The text; a query is kept, a fragment or credentials are not allowed.</param>
    public static Uri? Parse(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address.Fragment.Length == 0
        && address.UserInfo.Length == 0
            ? address
            : null;
}

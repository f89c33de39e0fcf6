using Microsoft.AspNetCore.Http.Metadata;

namespace MiniChat.Host.Relays;

/// <summary>The longest body of an address that passes on what it gets.</summary>
/// <param name="MaxRequestBodySize">Bytes.</param>
internal sealed record RelayLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;

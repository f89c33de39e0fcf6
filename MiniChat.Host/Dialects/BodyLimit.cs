using Microsoft.AspNetCore.Http.Metadata;

namespace MiniChat.Host.Dialects;

/// <summary>The longest body of an address; of several on an endpoint the last one counts.</summary>
/// <param name="MaxRequestBodySize">Bytes.</param>
internal sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;

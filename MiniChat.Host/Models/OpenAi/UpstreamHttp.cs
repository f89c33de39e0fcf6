using System.Diagnostics;
using System.Net;
using System.Text;

namespace MiniChat.Host.Models.OpenAi;

/// <summary>The one tuned HTTP client of all calls to the model's server.</summary>
public static class UpstreamHttp
{
    /// <summary>Makes a client.</summary>
    /// <param name="handler">The handler, which serves others as well.</param>
    public static HttpClient CreateClient(SocketsHttpHandler handler) => new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Makes the handler; one serves the whole process.</summary>
    /// <param name="options">How long a connection may take.</param>
    public static SocketsHttpHandler CreateHandler(OpenAiOptions options) =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // A small compressed stream can unpack to any size: nothing is unpacked, so nothing is asked for.
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            // A name may come to mean another address.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
            KeepAlivePingDelay = TimeSpan.FromSeconds(20),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            // An answer that is given up is read on for as long as the last bytes of a finished one take, no longer:
            // the model's server has to see the end at once, or it goes on charging.
            ResponseDrainTimeout = TimeSpan.FromMilliseconds(20),
            MaxResponseDrainSize = 64 * 1024,
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
            // As they came: a caller's header that is not ASCII is no reason to fail.
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        };

    /// <summary>Chooses the protocol: HTTP/2 over TLS, where a connection a stream would be a storm of handshakes; else HTTP/1.1.</summary>
    /// <param name="request">The call that is about to be sent.</param>
    public static void Prepare(HttpRequestMessage request)
    {
        request.Version = request.RequestUri!.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
    }
}

using System.Net;

namespace MiniChat.Client;

/// <summary>The client's own connections.</summary>
internal static class ClientHttp
{
    public static HttpClient Create() =>
        new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.All,
                ConnectTimeout = TimeSpan.FromSeconds(15),
                PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            }
        )
        {
            // An answer takes as long as the model does; whoever waits has a cancellation token.
            Timeout = Timeout.InfiniteTimeSpan,
        };

    /// <summary>Words a connection that could not be made, or broke.</summary>
    public static MiniChatException Lost(Exception inner) =>
        new(0, MiniChatException.ConnectionFailed, "The server cannot be reached, or the connection was lost. Try again.", inner);
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Stack.Streams;

namespace MiniChat.Stack;

/// <summary>What stands before every WebSocket, by whichever door.</summary>
public static class SocketPipeline
{
    /// <summary>
    /// Makes sockets possible, with pings against the silence; pages of foreign origins, and requests for no socket, are refused
    /// as HTTP.
    /// </summary>
    /// <param name="endpoints">Where it is mapped.</param>
    /// <param name="accept">Accepts the socket and serves it.</param>
    public static RequestDelegate Build(IEndpointRouteBuilder endpoints, RequestDelegate accept)
    {
        var interval = endpoints.ServiceProvider.GetRequiredService<MessageHostOptions>().HeartbeatInterval;
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseWebSockets(new WebSocketOptions { KeepAliveInterval = interval, KeepAliveTimeout = interval });
        pipeline.Run(context =>
        {
            if (context.IsFromForeignPage())
                throw new ServiceException(ErrorKind.Forbidden, "Pages of this origin may not open this socket.");
            if (!context.WebSockets.IsWebSocketRequest)
                throw new ServiceException(ErrorKind.Invalid, "This address is a WebSocket; ask for it with an upgrade.");
            return ServeAsync(context, accept);
        });
        return pipeline.Build();
    }

    private static async Task ServeAsync(HttpContext context, RequestDelegate accept)
    {
        using var counted = OpenStreams.Enter(isSocket: true);
        await accept(context);
    }
}

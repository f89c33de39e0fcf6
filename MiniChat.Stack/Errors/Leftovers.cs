using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MiniChat.Stack.Errors;

/// <summary>
/// Reads on after a body was refused unread: a connection that is closed on unread bytes is reset, and a client that is still
/// sending would never see the refusal. Only so much and so long, and nothing is kept.
/// </summary>
internal static class Leftovers
{
    private const long Most = 8 * 1024 * 1024;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Sends the response, then discards what still comes.</summary>
    public static async Task DiscardAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = Most;
        await context.Response.CompleteAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        stop.CancelAfter(Longest);
        var buffer = new byte[16 * 1024];
        var left = Most;
        try
        {
            while (left > 0 && await context.Request.Body.ReadAsync(buffer, stop.Token) is > 0 and var read)
                left -= read;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // It goes on too long, or nobody is there any more: the refusal is sent either way.
        }
    }
}

using System.Buffers;
using MiniChat.Stack;

namespace MiniChat.Host.Relays;

/// <summary>Reads the body of a request that is to be passed on.</summary>
internal static class RelayRequest
{
    /// <summary>Reads it whole.</summary>
    /// <param name="context">The request.</param>
    /// <param name="most">The longest body.</param>
    /// <param name="cancel">Nobody waits for it any more.</param>
    /// <exception cref="ServiceException">It is longer, compressed, or cut off.</exception>
    public static async ValueTask<byte[]> ReadAsync(HttpContext context, long most, CancellationToken cancel)
    {
        var request = context.Request;
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity")
        {
            throw new ServiceException(
                ErrorKind.UnsupportedMedia,
                "A body with a content encoding is not taken; send it as it is."
            );
        }
        if (request.ContentLength > most)
            throw TooLarge(most);
        try
        {
            while (true)
            {
                var result = await request.BodyReader.ReadAsync(cancel);
                if (result.Buffer.Length > most)
                {
                    request.BodyReader.AdvanceTo(result.Buffer.End);
                    throw TooLarge(most);
                }
                if (result.IsCompleted)
                {
                    // An array of its own, from no pool: a call may still be sending it when its response is there.
                    var bytes = result.Buffer.ToArray();
                    request.BodyReader.AdvanceTo(result.Buffer.End);
                    return bytes;
                }
                request.BodyReader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
        }
        catch (IOException e) when (e is not BadHttpRequestException && !context.RequestAborted.IsCancellationRequested)
        {
            throw new ServiceException(ErrorKind.Invalid, "The body is cut off or not well-formed.", e);
        }
    }

    private static ServiceException TooLarge(long most) =>
        new(ErrorKind.TooLarge, $"The body is longer than the {most} bytes that this address takes.");
}

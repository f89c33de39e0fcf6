using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace MiniChat.Stack.Binding;

/// <summary>Reads whole bodies.</summary>
internal static class BodyPipe
{
    /// <summary>Reads a body to its end. The reader still has to be told how much of it was used.</summary>
    /// <param name="request">The request.</param>
    /// <param name="mostBytes">The longest body.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <exception cref="ServiceException">The body is too long, or cut off.</exception>
    public static async ValueTask<ReadOnlySequence<byte>> ReadAllAsync(
        HttpRequest request,
        long mostBytes,
        CancellationToken cancel
    )
    {
        if (request.ContentLength > mostBytes)
            throw TooLarge();
        var reader = request.BodyReader;
        while (true)
        {
            var result = await ReadSome(reader, cancel);
            if (result.Buffer.Length > mostBytes)
            {
                reader.AdvanceTo(result.Buffer.End);
                throw TooLarge();
            }
            if (result.IsCompleted)
                return result.Buffer;
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static async ValueTask<ReadResult> ReadSome(PipeReader reader, CancellationToken cancel)
    {
        try
        {
            return await reader.ReadAsync(cancel);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException && !cancel.IsCancellationRequested)
        {
            // Kestrel reports some malformed chunks so.
            throw new ServiceException(ErrorKind.Invalid, "The body is cut off or not well-formed.", exception);
        }
    }

    private static ServiceException TooLarge() => new(ErrorKind.TooLarge, "The body is longer than this address takes.");
}

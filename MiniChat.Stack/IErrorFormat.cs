using Microsoft.AspNetCore.Http;

namespace MiniChat.Stack;

/// <summary>Metadata of an endpoint: words its errors in a format of its own, in place of <see cref="ResponseStatus"/>.</summary>
public interface IErrorFormat
{
    /// <summary>Writes the error. The response has its status already, which the format may change, and its general headers.</summary>
    /// <param name="context">The request; its response has not begun.</param>
    /// <param name="words">What went wrong, as a message would be told it.</param>
    Task WriteAsync(HttpContext context, ResponseStatus words);
}

using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace MiniChat.Tests.Support;

/// <summary>An upstream's answer whose pieces come at an even pace, whatever the machine does meanwhile.</summary>
/// <param name="DeltasASecond">How many pieces in a second.</param>
/// <param name="Seconds">How long it goes on.</param>
internal sealed record PacedAnswer(int DeltasASecond, int Seconds)
{
    private const string Chunk =
        "data: {{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{0}\"}},\"finish_reason\":{1}}}]}}\n\n";

    /// <summary>Writes it.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        context.Response.ContentType = "text/event-stream";
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / DeltasASecond));
        for (var i = 0; i < DeltasASecond * Seconds && await pace.WaitForNextTickAsync(cancel); i++)
            await SendAsync(context, i % 40 == 39 ? "end.\\n\\n" : $"word{i} ", "null");
        await SendAsync(context, "", "\"stop\"");
        await context.Response.WriteAsync("data: [DONE]\n\n", cancel);
    }

    private static async Task SendAsync(HttpContext context, string text, string reason)
    {
        await context.Response.WriteAsync(
            string.Format(CultureInfo.InvariantCulture, Chunk, text, reason),
            context.RequestAborted
        );
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}

using System.ClientModel.Primitives;
using System.Globalization;
using System.Security.Cryptography;

namespace MiniChat.Host.Models.OpenAi;

/// <summary>When a call is made again, and how long to wait before.</summary>
internal static class Repeats
{
    /// <summary>The longest wait that a caller is made to sit out; a longer one is told instead.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestTold = TimeSpan.FromDays(1);

    /// <summary>The wait after the given failed attempt: 150 to 400 ms, then 300 to 800, and not less than the server asks for.</summary>
    public static TimeSpan WaitAfter(int attempt, TimeSpan? retryAfter)
    {
        // Callers that failed together must not come back together.
        var own = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(150, 401) << (attempt - 1));
        return retryAfter > own ? retryAfter.Value : own;
    }

    /// <summary>Reads what the server says about when to come back.</summary>
    public static TimeSpan? ReadRetryAfter(PipelineResponseHeaders headers, TimeProvider clock)
    {
        if (headers.TryGetValue("retry-after-ms", out var text) && TryParse(text, out var milliseconds))
            return Bounded(milliseconds / 1000);
        if (!headers.TryGetValue("Retry-After", out text))
            return null;
        if (TryParse(text, out var seconds))
            return Bounded(seconds);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? Bounded((date - clock.GetUtcNow()).TotalSeconds)
            : null;
    }

    private static bool TryParse(string? text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    private static TimeSpan Bounded(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, LongestTold.TotalSeconds));
}

namespace MiniChat.Host.Models.OpenAi;

/// <summary>Which server answers, and how long it may take.</summary>
public sealed record OpenAiOptions
{
    /// <summary>The key (<c>OPENAI_API_KEY</c>); null or empty sends none, which many compatible servers are content with.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The server, <c>/v1</c> included (<c>OPENAI_BASE_URL</c>).</summary>
    public Uri BaseUrl { get; init; } = new("https://api.openai.com/v1");

    /// <summary>The model that is asked when nobody names one (<c>OPENAI_MODEL</c>).</summary>
    public string Model { get; init; } = "gpt-4o-mini";

    /// <summary>How long a connection may take, TLS included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the first token may take, from when the call is sent.</summary>
    public TimeSpan FirstTokenTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the stream may say nothing, once it has begun.</summary>
    public TimeSpan BetweenTokensTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an answer may take as a whole, repeated calls included.</summary>
    public TimeSpan WholeTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The most text of one answer, in UTF-8 bytes, and the most bytes of one chunk.</summary>
    public long MaxAnswerBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How often a call is made in all, when what went wrong may pass.</summary>
    public int MaxAttempts { get; init; } = 3;

    // A record prints its properties, and a key must never reach a log.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("BaseUrl = ").Append(BaseUrl).Append(", Model = ").Append(Model);
        return true;
    }
}

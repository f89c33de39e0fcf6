namespace MiniChat.Host.Models.Offline;

/// <summary>What OpenAI would refuse as well, in its own shape.</summary>
internal sealed class OfflineRefusal(int status, string message, string? param = null, string? code = null) : Exception(message)
{
    public int Status => status;

    /// <summary>The body.</summary>
    public object Body =>
        new
        {
            error = new
            {
                message = Message,
                type = "invalid_request_error",
                param,
                code,
            },
        };
}

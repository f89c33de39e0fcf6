using System.Text.Json;
using MiniChat.Stack;

namespace MiniChat.Client;

/// <summary>Makes an exception of an answer that is an error.</summary>
internal static class ErrorReader
{
    public static async Task<MiniChatException> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var status = await ReadStatusAsync(response, cancel) ?? Unknown(response);
        var retryAfter = response.Headers.RetryAfter;
        return new MiniChatException(response.StatusCode, status)
        {
            RetryAfter = retryAfter?.Delta ?? (retryAfter?.Date - response.Headers.Date),
        };
    }

    private static async Task<ResponseStatus?> ReadStatusAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            var body = await response.Content.ReadAsByteArrayAsync(cancel);
            var error = JsonSerializer.Deserialize<ErrorResponse>(body, ClientJson.Options);
            return error?.ResponseStatus is { ErrorCode.Length: > 0 } status ? status : null;
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException)
        {
            return null;
        }
    }

    private static ResponseStatus Unknown(HttpResponseMessage response) =>
        new()
        {
            ErrorCode = response.StatusCode.ToString(),
            Message =
                $"The server answered {(int)response.StatusCode} {response.ReasonPhrase} without saying why in MiniChat's words. "
                + "Something between may have answered: check the address.",
        };
}

using System.Net.Http.Headers;
using System.Text.Json;
using MiniChat.Stack;

namespace MiniChat.Client;

/// <summary>A message as an HTTP request to <c>/api/{Name}</c>.</summary>
internal static class MessageRequest
{
    private static readonly MediaTypeHeaderValue Json = new("application/json") { CharSet = "utf-8" };

    public static HttpRequestMessage Create(Uri server, object message, string accept, string? bearer, SendOptions? options)
    {
        var verb = VerbOf(message);
        var hasBody = verb != HttpMethod.Get && verb != HttpMethod.Delete;
        var path = $"api/{message.GetType().Name}{(hasBody ? "" : QueryWriter.Write(message))}";
        var request = Create(server, verb, path, accept, bearer);
        if (options?.IdempotencyKey is { } key)
            request.Headers.Add("Idempotency-Key", key);
        if (options?.LastEventId is { } id)
            request.Headers.Add("Last-Event-ID", id.ToString());
        if (!hasBody)
            return request;
        request.Content = new ByteArrayContent(
            JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), ClientJson.Options)
        );
        request.Content.Headers.ContentType = Json;
        return request;
    }

    /// <summary>A request without a body.</summary>
    public static HttpRequestMessage Create(Uri server, HttpMethod verb, string path, string accept, string? bearer)
    {
        var request = new HttpRequestMessage(verb, new Uri(server, path));
        request.Headers.Accept.ParseAdd(accept);
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return request;
    }

    private static HttpMethod VerbOf(object message) =>
        message switch
        {
            IGet => HttpMethod.Get,
            IPut => HttpMethod.Put,
            IPatch => HttpMethod.Patch,
            IDelete => HttpMethod.Delete,
            _ => HttpMethod.Post,
        };
}

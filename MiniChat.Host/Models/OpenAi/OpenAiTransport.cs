using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Http.Headers;
using OpenAI;
using OpenAI.Chat;

namespace MiniChat.Host.Models.OpenAi;

/// <summary>The SDK's way to the wire: our client, our protocol, no key where there is none.</summary>
internal sealed class OpenAiTransport(HttpClient http, bool sendsKey) : HttpClientPipelineTransport(http)
{
    private static readonly MediaTypeWithQualityHeaderValue EventStream = new("text/event-stream");

    protected override void OnSendingRequest(PipelineMessage message, HttpRequestMessage httpRequest)
    {
        UpstreamHttp.Prepare(httpRequest);
        httpRequest.Headers.Accept.Clear();
        httpRequest.Headers.Accept.Add(EventStream);
        if (!sendsKey)
            httpRequest.Headers.Authorization = null;
    }

    public static ChatClient CreateClient(OpenAiOptions options, HttpClient http)
    {
        var sendsKey = !string.IsNullOrEmpty(options.ApiKey);
        // The SDK wants a key even where none is sent.
        var credential = new ApiKeyCredential(sendsKey ? options.ApiKey! : "none");
        return new ChatClient(
            options.Model,
            credential,
            new OpenAIClientOptions
            {
                Endpoint = new Uri(options.BaseUrl.AbsoluteUri.TrimEnd('/')),
                Transport = new OpenAiTransport(http, sendsKey),
                // Its own repeats come without a pause and obey any Retry-After; its timeout would cut a slow stream.
                RetryPolicy = new ClientRetryPolicy(0),
                NetworkTimeout = Timeout.InfiniteTimeSpan,
                EnableDistributedTracing = false,
                ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
                UserAgentApplicationId = "MiniChat",
            }
        );
    }
}

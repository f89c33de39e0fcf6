using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Http.Headers;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace MiniChat.Host.Models.OpenAi;

/// <summary>The SDK's way to the wire: our client, our protocol, no key where there is none.</summary>
internal sealed class OpenAiTransport(HttpClient http, bool sendsKey, string accept) : HttpClientPipelineTransport(http)
{
    private readonly MediaTypeWithQualityHeaderValue _accept = new(accept);

    protected override void OnSendingRequest(PipelineMessage message, HttpRequestMessage httpRequest)
    {
        UpstreamHttp.Prepare(httpRequest);
        httpRequest.Headers.Accept.Clear();
        httpRequest.Headers.Accept.Add(_accept);
        if (!sendsKey)
            httpRequest.Headers.Authorization = null;
    }

    public static ChatClient CreateClient(OpenAiOptions options, HttpClient http) =>
        new(options.Model, CredentialOf(options), OptionsOf(options, http, "text/event-stream"));

    public static EmbeddingClient CreateEmbeddingClient(OpenAiOptions options, HttpClient http) =>
        new(options.Model, CredentialOf(options), OptionsOf(options, http, "application/json"));

    // The SDK wants a key even where none is sent.
    private static ApiKeyCredential CredentialOf(OpenAiOptions options) => new(SendsKey(options) ? options.ApiKey! : "none");

    private static bool SendsKey(OpenAiOptions options) => !string.IsNullOrEmpty(options.ApiKey);

    private static OpenAIClientOptions OptionsOf(OpenAiOptions options, HttpClient http, string accept) =>
        new()
        {
            Endpoint = new Uri(options.BaseUrl.AbsoluteUri.TrimEnd('/')),
            Transport = new OpenAiTransport(http, SendsKey(options), accept),
            // Its own repeats come without a pause and obey any Retry-After; its timeout would cut a slow stream.
            RetryPolicy = new ClientRetryPolicy(0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            EnableDistributedTracing = false,
            ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
            UserAgentApplicationId = "MiniChat",
        };
}

using MiniChat.Host.Models.OpenAi;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Models;

/// <summary>The model plug, and the fake upstream that it calls.</summary>
internal sealed class UpstreamModel : IAsyncDisposable
{
    public const string Key = "sk-very-secret-key";

    private UpstreamModel(FakeUpstream upstream, HttpClient http, OpenAiOptions options)
    {
        Upstream = upstream;
        Http = http;
        Model = new OpenAiAnswerModel(options, http, TimeProvider.System);
    }

    public FakeUpstream Upstream { get; }

    public OpenAiAnswerModel Model { get; }

    private HttpClient Http { get; }

    public static async Task<UpstreamModel> StartAsync(
        Func<OpenAiOptions, OpenAiOptions>? change = null,
        bool tls = false,
        bool trust = false
    )
    {
        var upstream = await FakeUpstream.StartAsync(tls);
        var options = new OpenAiOptions { ApiKey = Key, BaseUrl = new Uri(upstream.BaseUrl) };
        options = change?.Invoke(options) ?? options;
        var handler = UpstreamHttp.CreateHandler(options);
        if (trust)
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        return new UpstreamModel(upstream, new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan }, options);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Upstream.DisposeAsync();
    }
}

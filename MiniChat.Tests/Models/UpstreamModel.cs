using MiniChat.Host.Models.OpenAi;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;
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

    /// <summary>Asks, and tells what came and how it failed.</summary>
    public Task<(string Text, Exception? Error)> AskAsync(CancellationToken cancel = default) => AskAsync(Model, cancel);

    public static async Task<(string Text, Exception? Error)> AskAsync(IAnswerModel model, CancellationToken cancel = default)
    {
        var text = "";
        try
        {
            var ask = new ModelRequest { Model = "m", Messages = [new CompletionMessage { Role = "user", Content = "x" }] };
            await foreach (var one in model.StreamAsync(ask, cancel))
                text += one.Text;
            return (text, null);
        }
        catch (Exception e) when (e is ModelException or OperationCanceledException)
        {
            return (text, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Upstream.DisposeAsync();
    }
}

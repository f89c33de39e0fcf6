using System.Collections.Concurrent;
using System.Net.Http.Headers;
using MiniChat.ServiceInterface.Models;

namespace MiniChat.Host.Models.OpenAi;

/// <summary>Passes calls on to OpenAI or a compatible server: one tuned HTTP client, raw bytes, nothing tried again.</summary>
/// <remarks>The caller's SDK has a policy of its own for trying again; two of them would multiply.</remarks>
public sealed class OpenAiRelay(OpenAiOptions options, SocketsHttpHandler handler, TimeProvider clock) : IModelRelay
{
    private static readonly TimeSpan ErrorTimeout = TimeSpan.FromSeconds(2);
    private const int MostErrorBytes = 64 * 1024;
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    // Below HttpClient: it would read a response whole, or make one more token source a call.
    private readonly HttpMessageInvoker http = new(handler, disposeHandler: false);
    private readonly string root = options.BaseUrl.AbsoluteUri.TrimEnd('/') + "/";
    private readonly string? authorization = string.IsNullOrEmpty(options.ApiKey) ? null : "Bearer " + options.ApiKey;

    // Whose account it is the server tells with every response; it may name it in the text of a later one.
    private volatile SecretMask mask = new(options.ApiKey);
    private string? organization;
    private readonly ConcurrentDictionary<string, Uri> addresses = new();

    /// <inheritdoc/>
    public async Task<RelayedResponse> SendAsync(RelayedCall call, CancellationToken cancel)
    {
        var deadline = new Deadline(options.WholeTimeout, clock, cancel);
        HttpResponseMessage? response = null;
        try
        {
            response = await HeadAsync(call, deadline, cancel);
            if (await RefusalAsync(call, response, deadline) is { } fault)
                throw fault.Error;
            return new OpenAiRelayedResponse(call, response, options, MaskFor(response), deadline, cancel);
        }
        catch
        {
            response?.Dispose();
            deadline.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> HeadAsync(RelayedCall call, Deadline deadline, CancellationToken cancel)
    {
        deadline.Begin(Phase.FirstToken, options.FirstTokenTimeout);
        try
        {
            return await http.SendAsync(RequestOf(call), deadline.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            cancel.ThrowIfCancellationRequested();
            throw (deadline.Expired ? OpenAiFault.TimedOut(deadline, options) : OpenAiFault.Unreachable(e)).Error;
        }
    }

    private SecretMask MaskFor(HttpResponseMessage response)
    {
        var named = Header(response, "OpenAI-Organization");
        if (named is null || named == Volatile.Read(ref organization))
            return mask;
        mask = new SecretMask(options.ApiKey, named, Header(response, "OpenAI-Project"));
        Volatile.Write(ref organization, named);
        return mask;
    }

    private static string? Header(HttpResponseMessage response, string name) => RelayHeaders.Find(response.Headers, name);

    // The paths that take a body are few; a model's name can be any.
    private Uri AddressOf(RelayedCall call) =>
        call.Body.IsEmpty ? new Uri(root + call.Path) : addresses.GetOrAdd(call.Path, path => new Uri(root + path));

    private HttpRequestMessage RequestOf(RelayedCall call)
    {
        var request = new HttpRequestMessage(HttpMethod.Parse(call.Method), AddressOf(call));
        UpstreamHttp.Prepare(request);
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        foreach (var (name, value) in call.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (!call.Body.IsEmpty)
        {
            request.Content = new ReadOnlyMemoryContent(call.Body);
            request.Content.Headers.ContentType = Json;
        }
        return request;
    }

    /// <summary>Why the response is not passed on, or null.</summary>
    private async ValueTask<OpenAiFault?> RefusalAsync(RelayedCall call, HttpResponseMessage response, Deadline deadline)
    {
        var status = (int)response.StatusCode;
        if (status is 401 or 403 or (>= 300 and < 400) or < 200)
            return OpenAiFault.OfStatus(status, await ReadErrorAsync(response, deadline), retryAfter: null);
        var encoding = RelayHeaders.Find(response.Content.Headers, "Content-Encoding");
        if (!string.IsNullOrEmpty(encoding) && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            return OpenAiFault.NoStream("compressed bytes");
        if (status >= 300)
            return null;
        var type = RelayHeaders.Find(response.Content.Headers, "Content-Type") ?? "";
        if (type.Contains("html", StringComparison.OrdinalIgnoreCase))
            return OpenAiFault.NoAnswer("a web page");
        return call.WantsStream && type.Contains("json", StringComparison.OrdinalIgnoreCase)
            ? OpenAiFault.NoStream("one JSON body")
            : null;
    }

    private async Task<OpenAiError> ReadErrorAsync(HttpResponseMessage response, Deadline deadline)
    {
        using var enough = new CancellationTokenSource(ErrorTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, enough.Token);
        var buffer = new byte[MostErrorBytes];
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, either.Token);
            return OpenAiError.Parse(buffer.AsMemory(0, read));
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            // The status alone says enough.
            return new OpenAiError();
        }
    }
}

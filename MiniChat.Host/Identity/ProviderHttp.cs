using System.Net;
using System.Net.Http.Headers;

namespace MiniChat.Host.Identity;

/// <summary>Calls the provider: no redirects, no cookies, nothing repeated, limited in time and size.</summary>
internal sealed class ProviderHttp(TimeProvider clock) : IDisposable
{
    /// <summary>The most bytes of a response.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>How long a call may take, to its last byte.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // A small compressed body can unpack to any size.
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            // A name may come to mean another address.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            ActivityHeadersPropagator = null,
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Reads a document.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="accessToken">The access token to show there, if any.</param>
    /// <param name="from">What it is, for the operator.</param>
    /// <param name="cancel">The caller has gone.</param>
    public async Task<ProviderResponse> GetAsync(Uri address, string? accessToken, string from, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (accessToken is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return await SendAsync(request, from, cancel);
    }

    /// <summary>Sends a request, once, and reads the whole response.</summary>
    /// <param name="request">The request.</param>
    /// <param name="from">What is called, for the operator.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <exception cref="ProviderFault">There is no response, or it is too late or too long.</exception>
    public async Task<ProviderResponse> SendAsync(HttpRequestMessage request, string from, CancellationToken cancel)
    {
        request.Headers.Accept.ParseAdd("application/json");
        // GitHub refuses who has no name.
        request.Headers.UserAgent.ParseAdd("MiniChat");
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return new ProviderResponse((int)response.StatusCode, await ReadAsync(response.Content, from, either.Token));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            throw Word(e, from);
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, string from, CancellationToken cancel)
    {
        var declared = content.Headers.ContentLength ?? 0;
        if (declared > MostBytes)
            throw TooLong(from);
        using var whole = new MemoryStream((int)declared);
        var piece = new byte[16 * 1024];
        await using var body = await content.ReadAsStreamAsync(cancel);
        while (await body.ReadAsync(piece, cancel) is var read and > 0)
        {
            if (whole.Length + read > MostBytes)
                throw TooLong(from);
            whole.Write(piece, 0, read);
        }
        return whole.GetBuffer().AsMemory(0, (int)whole.Length);
    }

    private static ProviderFault TooLong(string from) => ProviderFault.Failed($"more than {MostBytes} bytes from the {from}");

    private static ProviderFault Word(Exception error, string from) =>
        error switch
        {
            // Ours, or the connect timeout.
            OperationCanceledException => ProviderFault.TimedOut($"no whole response from the {from} in time"),
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.NameResolutionError
                    or HttpRequestError.ConnectionError
                    or HttpRequestError.SecureConnectionError
                    or HttpRequestError.ProxyTunnelError
            } refused => ProviderFault.Unreachable($"no connection to the {from} ({refused.HttpRequestError})"),
            _ => ProviderFault.Failed($"the response of the {from} broke off"),
        };
}

/// <summary>What came back.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The whole body.</param>
internal sealed record ProviderResponse(int Status, ReadOnlyMemory<byte> Body);

using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Client;

/// <summary>The typed client: sends messages, follows answers, and keeps itself signed in.</summary>
/// <remarks>One client serves many calls at once.</remarks>
public sealed class MiniChatClient : IDisposable
{
    private const string JsonType = "application/json";
    private const string EventsType = "text/event-stream";

    private readonly HttpClient http;
    private readonly bool ownsHttp;
    private readonly Uri server;
    private readonly Session session;

    /// <summary>Makes a client of the server at an address.</summary>
    /// <param name="baseUrl">The server's address, such as <c>http://localhost:5000</c>.</param>
    /// <param name="http">Sends the requests; absent, the client makes its own. Its time-out bounds the wait for a stream to begin.</param>
    public MiniChatClient(string baseUrl, HttpClient? http = null)
        : this(new Uri(baseUrl), http) { }

    /// <summary>Makes a client of the server at an address.</summary>
    /// <param name="baseUrl">The server's address, such as <c>http://localhost:5000</c>.</param>
    /// <param name="http">Sends the requests; absent, the client makes its own. Its time-out bounds the wait for a stream to begin.</param>
    /// <param name="clock">Measures the pauses between tries; absent, the system's.</param>
    public MiniChatClient(Uri baseUrl, HttpClient? http = null, TimeProvider? clock = null)
    {
        // What comes after the last slash would be cut off when a path is joined.
        server = baseUrl.AbsoluteUri.EndsWith('/') ? baseUrl : new Uri(baseUrl.AbsoluteUri + '/');
        ownsHttp = http is null;
        this.http = http ?? ClientHttp.Create();
        Clock = clock ?? TimeProvider.System;
        session = new Session((message, cancel) => ReadAsync<GetAccessTokenResponse>(message, null, null, cancel));
    }

    /// <summary>The access token; set by <see cref="SignInAsync"/>, renewed by itself when there is a refresh token.</summary>
    public string? BearerToken
    {
        get => session.BearerToken;
        set => session.BearerToken = value;
    }

    /// <summary>The refresh token; set by <see cref="SignInAsync"/>.</summary>
    public string? RefreshToken
    {
        get => session.RefreshToken;
        set => session.RefreshToken = value;
    }

    internal TimeProvider Clock { get; }

    /// <summary>Sends a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancel">Gives up the call.</param>
    /// <exception cref="MiniChatException">The server did not do it, or could not be asked.</exception>
    public Task<T> SendAsync<T>(IReturn<T> message, CancellationToken cancel = default) => SendAsync(message, null, cancel);

    /// <summary>Sends a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="options">What goes along with it.</param>
    /// <param name="cancel">Gives up the call.</param>
    /// <exception cref="MiniChatException">The server did not do it, or could not be asked.</exception>
    public Task<T> SendAsync<T>(IReturn<T> message, SendOptions? options, CancellationToken cancel = default) =>
        WithRefreshAsync(message, bearer => ReadAsync<T>(message, bearer, options, cancel), cancel);

    /// <summary>Sends a message that is answered with nothing.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancel">Gives up the call.</param>
    /// <exception cref="MiniChatException">The server did not do it, or could not be asked.</exception>
    public Task SendAsync(IReturnVoid message, CancellationToken cancel = default) => SendAsync(message, null, cancel);

    /// <summary>Sends a message that is answered with nothing.</summary>
    /// <param name="message">The message.</param>
    /// <param name="options">What goes along with it.</param>
    /// <param name="cancel">Gives up the call.</param>
    /// <exception cref="MiniChatException">The server did not do it, or could not be asked.</exception>
    public Task SendAsync(IReturnVoid message, SendOptions? options, CancellationToken cancel = default) =>
        WithRefreshAsync(
            message,
            async bearer =>
            {
                using var response = await OpenAsync(message, JsonType, bearer, options, cancel);
                return true;
            },
            cancel
        );

    /// <summary>Sends a message and reads its answer while it is being made.</summary>
    /// <param name="message">The message.</param>
    /// <param name="options">What goes along with it.</param>
    /// <param name="cancel">Stops reading.</param>
    /// <returns>The events, up to the last one: <c>completed</c>, <c>stopped</c>, <c>failed</c> or <c>interrupted</c>.</returns>
    /// <exception cref="MiniChatException">The server refused, or the stream broke before its last event.</exception>
    public async IAsyncEnumerable<AnswerEvent> StreamAsync(
        IStreamOf<AnswerEvent> message,
        SendOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancel = default
    )
    {
        using var response = await WithRefreshAsync(
            message,
            bearer => OpenAsync(message, EventsType, bearer, options, cancel),
            cancel
        );
        await using var events = await AnswerStream.OpenAsync(response, cancel);
        while (await events.NextAsync() is { } one)
            yield return one;
    }

    /// <summary>Signs in; the tokens are kept for the calls that follow.</summary>
    /// <param name="userName">The account's name or email address.</param>
    /// <param name="password">The password.</param>
    /// <param name="cancel">Gives up the call.</param>
    /// <exception cref="MiniChatException">The name or the password is wrong, or there were too many tries.</exception>
    public async Task<AuthenticateResponse> SignInAsync(string userName, string password, CancellationToken cancel = default)
    {
        var message = new Authenticate
        {
            Provider = "credentials",
            UserName = userName,
            Password = password,
        };
        var response = await ReadAsync<AuthenticateResponse>(message, null, null, cancel);
        Keep(response);
        return response;
    }

    /// <summary>Makes an account; with <see cref="Register.AutoLogin"/> its tokens are kept for the calls that follow.</summary>
    /// <param name="message">The account.</param>
    /// <param name="cancel">Gives up the call.</param>
    /// <exception cref="MiniChatException">The name is taken, or a field is not right.</exception>
    public async Task<RegisterResponse> RegisterAsync(Register message, CancellationToken cancel = default)
    {
        var response = await ReadAsync<RegisterResponse>(message, null, null, cancel);
        Keep(response);
        return response;
    }

    /// <summary>Signs out: the session ends at the server, and the tokens are forgotten.</summary>
    /// <param name="cancel">Gives up the call.</param>
    public async Task SignOutAsync(CancellationToken cancel = default)
    {
        await SendAsync(new AuthenticateLogout(), cancel);
        BearerToken = null;
        RefreshToken = null;
    }

    private void Keep(ISignedIn signedIn)
    {
        if (signedIn.BearerToken is null)
            return;
        BearerToken = signedIn.BearerToken;
        RefreshToken = signedIn.RefreshToken;
    }

    private async Task<T> WithRefreshAsync<T>(object message, Func<string?, Task<T>> send, CancellationToken cancel)
    {
        var bearer = BearerToken;
        try
        {
            return await send(bearer);
        }
        catch (MiniChatException e)
            when (e.StatusCode == HttpStatusCode.Unauthorized && message is not (Authenticate or Register))
        {
            if (!await session.RefreshAsync(bearer, cancel))
                throw;
        }
        return await send(BearerToken);
    }

    private async Task<T> ReadAsync<T>(object message, string? bearer, SendOptions? options, CancellationToken cancel)
    {
        using var response = await OpenAsync(message, JsonType, bearer, options, cancel);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancel);
            return await JsonSerializer.DeserializeAsync<T>(body, ClientJson.Options, cancel)
                ?? throw new JsonException("The body is null.");
        }
        catch (JsonException e)
        {
            throw new MiniChatException(
                response.StatusCode,
                MiniChatException.InvalidResponse,
                $"The server's answer is not a {typeof(T).Name}: check the address.",
                e
            );
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw ClientHttp.Lost(e);
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(
        object message,
        string accept,
        string? bearer,
        SendOptions? options,
        CancellationToken cancel
    )
    {
        using var request = MessageRequest.Create(server, message, accept, bearer, options);
        return await OpenAsync(request, cancel);
    }

    /// <summary>Opens an address that no message stands for.</summary>
    internal Task<HttpResponseMessage> OpenAsync(HttpMethod verb, string path, CancellationToken cancel) =>
        WithRefreshAsync(
            path,
            async bearer =>
            {
                using var request = MessageRequest.Create(server, verb, path, EventsType, bearer);
                return await OpenAsync(request, cancel);
            },
            cancel
        );

    /// <summary>Gets a new access token in place of one that was refused.</summary>
    /// <returns>Whether there is another one now.</returns>
    internal Task<bool> RefreshAsync(string? refused, CancellationToken cancel) => session.RefreshAsync(refused, cancel);

    private async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested)
            )
        {
            throw ClientHttp.Lost(e);
        }
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await ErrorReader.ReadAsync(response, cancel);
    }

    /// <summary>Ends the client's own connections.</summary>
    public void Dispose()
    {
        if (ownsHttp)
            http.Dispose();
    }
}

using MiniChat.Stack;

namespace MiniChat.Client;

/// <summary>The tokens of a client, and their refreshing: one call for all that wait.</summary>
internal sealed class Session(Func<GetAccessToken, CancellationToken, Task<GetAccessTokenResponse>> refresh)
{
    private readonly Lock gate = new();
    private Task<bool>? refreshing;

    public string? BearerToken { get; set; }

    public string? RefreshToken { get; set; }

    /// <summary>Gets a new access token in place of the one that was refused.</summary>
    /// <returns>Whether there is another one now.</returns>
    public Task<bool> RefreshAsync(string? refused, CancellationToken cancel)
    {
        Task<bool> running;
        lock (gate)
        {
            // Someone else has got a new one meanwhile.
            if (BearerToken != refused && BearerToken is not null)
                return Task.FromResult(true);
            if (string.IsNullOrEmpty(RefreshToken))
                return Task.FromResult(false);
            running = refreshing ??= RunAsync(RefreshToken);
        }
        // The refresh serves all who wait: one who leaves does not end it.
        return running.WaitAsync(cancel);
    }

    private async Task<bool> RunAsync(string refreshToken)
    {
        // Outside the lock of the one who began it.
        await Task.Yield();
        string? token = null;
        try
        {
            var response = await refresh(new GetAccessToken { RefreshToken = refreshToken }, CancellationToken.None);
            token = response.AccessToken;
        }
        catch (MiniChatException)
        {
            // The error that led here says enough: sign in again.
        }
        finally
        {
            lock (gate)
            {
                refreshing = null;
                if (!string.IsNullOrEmpty(token))
                    BearerToken = token;
            }
        }
        return !string.IsNullOrEmpty(token);
    }
}

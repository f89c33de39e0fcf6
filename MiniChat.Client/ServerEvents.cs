using System.Net;
using System.Runtime.CompilerServices;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Client;

/// <summary>A stream of server-events, over as many connections as it takes; heartbeats are sent by themselves.</summary>
/// <remarks>
/// Each connection begins with <c>cmd.onConnect</c>. Running answers are told anew from <c>started</c> then; one that ended
/// while there was no connection is read with <see cref="GetAnswer"/>.
/// </remarks>
public sealed class ServerEvents
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private readonly MiniChatClient client;
    private string channels;
    private volatile bool isOver;

    internal ServerEvents(MiniChatClient client, string channels)
    {
        this.client = client;
        this.channels = channels;
    }

    /// <summary>What the server said at the beginning of the connection; null before there was one.</summary>
    public ServerEventsConnection? Connection { get; private set; }

    /// <summary>The events as they come, heartbeats and all, until it is cancelled or <see cref="UnregisterAsync"/> ends it.</summary>
    /// <param name="cancel">Stops reading.</param>
    /// <exception cref="MiniChatException">The server refuses, or does not know the token any more.</exception>
    public async IAsyncEnumerable<ServerEventMessage> ReadAllAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        for (var tries = 0; !isOver; tries++)
        {
            if (tries > 0)
                await PauseAsync(tries, cancel);
            var bearer = client.BearerToken;
            await using var line = await ConnectAsync(cancel);
            while (line is not null && !isOver && await line.NextAsync() is { } message)
            {
                if (message.Selector == "cmd.onConnect" && !await KeepAsync(line.Connection!, bearer, cancel))
                    break;
                tries = 0;
                yield return message;
            }
        }
    }

    /// <summary>The events of answers alone.</summary>
    /// <param name="cancel">Stops reading.</param>
    /// <exception cref="MiniChatException">The server refuses, or does not know the token any more.</exception>
    public async IAsyncEnumerable<AnswerNotice> ReadAnswersAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        await foreach (var message in ReadAllAsync(cancel))
        {
            if (message.Answer is { } answer)
                yield return answer;
        }
    }

    /// <summary>Changes the channels: first some are left, then others are joined.</summary>
    /// <param name="join">The channels to join.</param>
    /// <param name="leave">The channels to leave.</param>
    /// <param name="cancel">Gives up the call.</param>
    /// <exception cref="MiniChatException">A channel is not there, or there is no connection.</exception>
    public async Task UpdateAsync(
        IReadOnlyList<string> join,
        IReadOnlyList<string>? leave = null,
        CancellationToken cancel = default
    )
    {
        var change = new UpdateEventSubscriber
        {
            Id = Demand().Id,
            SubscribeChannels = [.. join],
            UnsubscribeChannels = [.. leave ?? []],
        };
        await client.SendAsync(change, cancel);
        channels = string.Join(',', channels.Split(',').Except(leave ?? []).Union(join));
    }

    /// <summary>Ends the subscription; reading ends too.</summary>
    /// <param name="cancel">Gives up the call.</param>
    /// <exception cref="MiniChatException">The server could not be asked, or has ended it already.</exception>
    public async Task UnregisterAsync(CancellationToken cancel = default)
    {
        isOver = true;
        using var response = await client.OpenAsync(HttpMethod.Post, $"event-unregister?id={Demand().Id}", cancel);
    }

    private ServerEventsConnection Demand() =>
        Connection
        ?? throw new MiniChatException(0, MiniChatException.ConnectionFailed, "There is no connection yet. Begin to read.");

    private async Task<ServerEventsLine?> ConnectAsync(CancellationToken cancel)
    {
        try
        {
            return await ServerEventsLine.OpenAsync(client, channels, cancel);
        }
        catch (MiniChatException e) when (e.MayPass)
        {
            return null;
        }
    }

    /// <summary>Keeps the connection, unless the server took a signed-in caller for nobody: then with a new token.</summary>
    private async Task<bool> KeepAsync(ServerEventsConnection connection, string? bearer, CancellationToken cancel)
    {
        if (bearer is null || connection.IsAuthenticated)
        {
            Connection = connection;
            return true;
        }
        if (await client.RefreshAsync(bearer, cancel))
            return false;
        throw new MiniChatException(
            HttpStatusCode.Unauthorized,
            "Unauthorized",
            "The token is not good any more. Sign in again."
        );
    }

    private Task PauseAsync(int tries, CancellationToken cancel)
    {
        var pause = TimeSpan.FromMilliseconds(250 << Math.Min(tries - 1, 10));
        return Task.Delay(pause < LongestPause ? pause : LongestPause, client.Clock, cancel);
    }
}

/// <summary>Opens streams of server-events.</summary>
public static class Subscribing
{
    /// <summary>Makes a stream of server-events; it connects when it is read.</summary>
    /// <param name="client">The client.</param>
    /// <param name="channels">The channels; none for all answers of the account: <c>*</c>.</param>
    public static ServerEvents Subscribe(this MiniChatClient client, params ReadOnlySpan<string> channels) =>
        new(client, channels.Length == 0 ? "*" : string.Join(',', channels.ToArray()));
}

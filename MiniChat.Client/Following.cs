using System.Runtime.CompilerServices;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Client;

/// <summary>Follows an answer to its end, over as many connections as it takes.</summary>
public static class Following
{
    /// <summary>How often in a row a connection may fail, with no event in between.</summary>
    private const int MostTries = 6;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    /// <summary>Follows an answer; when the connection breaks, it goes on after the last event that came.</summary>
    /// <param name="client">The client.</param>
    /// <param name="answerId">The answer's number.</param>
    /// <param name="after">The place read up to before; 0 for the whole text.</param>
    /// <param name="cancel">Stops reading.</param>
    /// <exception cref="MiniChatException">There is no such answer, or the server could not be reached again.</exception>
    public static IAsyncEnumerable<AnswerEvent> FollowAsync(
        this MiniChatClient client,
        long answerId,
        long after = 0,
        CancellationToken cancel = default
    ) =>
        FollowAsync(
            client,
            new StreamAnswer { AnswerId = answerId, After = after > 0 ? after : null },
            answerId,
            after,
            null,
            cancel
        );

    /// <summary>Sends a message and follows its answer; when the connection breaks, nothing is asked anew.</summary>
    /// <param name="client">The client.</param>
    /// <param name="message">The message.</param>
    /// <param name="options">What goes along with it; absent, a key that makes it safe to send it again.</param>
    /// <param name="cancel">Stops reading.</param>
    /// <exception cref="MiniChatException">The server refused, or could not be reached again.</exception>
    public static IAsyncEnumerable<AnswerEvent> FollowAsync(
        this MiniChatClient client,
        IStreamOf<AnswerEvent> message,
        SendOptions? options = null,
        CancellationToken cancel = default
    ) =>
        FollowAsync(
            client,
            message,
            (message as StreamAnswer)?.AnswerId,
            (message as StreamAnswer)?.After ?? 0,
            options?.IdempotencyKey is null ? new SendOptions { IdempotencyKey = Guid.NewGuid().ToString("N") } : options,
            cancel
        );

    private static async IAsyncEnumerable<AnswerEvent> FollowAsync(
        MiniChatClient client,
        IStreamOf<AnswerEvent> message,
        long? answerId,
        long after,
        SendOptions? options,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var hasStarted = false;
        for (var tries = 1; ; tries++)
        {
            await using var events = client.StreamAsync(message, options, cancel).GetAsyncEnumerator(cancel);
            while (await NextAsync(events, mayFail: tries < MostTries))
            {
                var one = events.Current;
                tries = 1;
                if (one.Data is AnswerStarted started)
                {
                    answerId = started.AnswerId;
                    if (hasStarted || after > 0)
                        continue;
                    hasStarted = true;
                }
                else if (one.Data is AnswerDelta && one.Seq <= after)
                    continue;
                after = Math.Max(after, one.Seq);
                yield return one;
                if (one.Data is AnswerEnded)
                    yield break;
            }
            await PauseAsync(client.Clock, tries, cancel);
            if (answerId is not { } id)
                continue;
            message = new StreamAnswer { AnswerId = id };
            options = new SendOptions { LastEventId = after };
        }
    }

    /// <summary>Reads the next event, or false when the connection broke and may be made again.</summary>
    private static async Task<bool> NextAsync(IAsyncEnumerator<AnswerEvent> events, bool mayFail)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (MiniChatException e) when (mayFail && e.MayPass)
        {
            return false;
        }
    }

    private static Task PauseAsync(TimeProvider clock, int tries, CancellationToken cancel)
    {
        var pause = TimeSpan.FromMilliseconds(250 << (tries - 1));
        return Task.Delay(pause < LongestPause ? pause : LongestPause, clock, cancel);
    }
}

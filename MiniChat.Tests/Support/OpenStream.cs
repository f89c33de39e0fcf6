using System.Text;
using MiniChat.Client;
using MiniChat.ServiceModel;

namespace MiniChat.Tests.Support;

/// <summary>A stream that is being followed: it has begun, and how it went on to its end.</summary>
internal sealed record OpenStream(Task Begun, Task<(string Text, string? ErrorCode)> Rest);

/// <summary>Follows answers while a test does something else.</summary>
internal static class OpenStreams
{
    /// <summary>Follows an answer over one connection.</summary>
    public static OpenStream FollowEventsAsync(this MiniChatClient client, long answerId)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new OpenStream(begun.Task, RestAsync(client, answerId, begun));
    }

    private static async Task<(string Text, string? ErrorCode)> RestAsync(
        MiniChatClient client,
        long answerId,
        TaskCompletionSource begun
    )
    {
        var text = new StringBuilder();
        try
        {
            await foreach (var next in client.StreamAsync(new StreamAnswer { AnswerId = answerId }, cancel: Deadline.Soon))
            {
                begun.TrySetResult();
                if (next.Data is AnswerDelta delta)
                    text.Append(delta.Text);
            }
            return (text.ToString(), null);
        }
        catch (MiniChatException e)
        {
            begun.TrySetResult();
            return (text.ToString(), e.ErrorCode);
        }
    }
}

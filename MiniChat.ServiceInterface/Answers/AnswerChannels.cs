using System.Globalization;
using MiniChat.ServiceInterface.Chats;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Answers;

/// <summary>
/// The channels of server-events that mean something here: <c>chat-5</c> and <c>answer-7</c>, whose owner alone may subscribe
/// to them. All others are names of the account's own choice.
/// </summary>
public sealed class AnswerChannels(IChatStore chats, IAnswerStore answers) : IChannelGuard
{
    /// <summary>The channel of all answers of the account.</summary>
    public const string All = "*";

    private const string ChatPrefix = "chat-";
    private const string AnswerPrefix = "answer-";

    /// <summary>The channel of a chat.</summary>
    /// <param name="chatId">The chat's number.</param>
    public static string OfChat(long chatId) => ChatPrefix + chatId.ToString(CultureInfo.InvariantCulture);

    /// <summary>The channel of an answer.</summary>
    /// <param name="answerId">The answer's number.</param>
    public static string OfAnswer(long answerId) => AnswerPrefix + answerId.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number of the answer whose channel it is, or null when it is none's.</summary>
    /// <param name="channel">The channel.</param>
    public static long? AnswerOf(string channel) => NumberOf(channel, AnswerPrefix);

    /// <inheritdoc/>
    public async Task DemandAsync(Caller caller, string channel, CancellationToken cancel)
    {
        var isChat = channel.StartsWith(ChatPrefix, StringComparison.Ordinal);
        if (!isChat && !channel.StartsWith(AnswerPrefix, StringComparison.Ordinal))
            return;
        var isThere = isChat
            ? NumberOf(channel, ChatPrefix) is { } chat && await chats.FindAsync(caller.AccountId, chat, cancel) is not null
            : AnswerOf(channel) is { } answer && await answers.FindAsync(caller.AccountId, answer, cancel) is not null;
        if (!isThere)
            throw new ServiceException(ErrorKind.NotFound, $"There is no channel {channel}.");
    }

    // Written in one way alone: chat-5 and chat-05 would be two channels for one chat.
    private static long? NumberOf(string channel, string prefix) =>
        channel.StartsWith(prefix, StringComparison.Ordinal)
        && long.TryParse(channel.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && channel == prefix + number.ToString(CultureInfo.InvariantCulture)
            ? number
            : null;
}

using Microsoft.Extensions.Hosting;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Nodes;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Chats;

/// <summary>Something happened to a chat at the sender.</summary>
/// <param name="AccountId">Whose it is.</param>
/// <param name="Notice">What happened.</param>
public sealed record ChatChanged(long AccountId, ChatNotice Notice);

/// <summary>Tells server-events what happens to chats, at every node: who shows them reads them anew.</summary>
/// <param name="bus">Leads to the other nodes.</param>
/// <param name="running">Tells which answers begin.</param>
/// <param name="subscribers">Who is told.</param>
public sealed class ChatNews(IBus bus, RunningAnswers running, IEventSubscribers subscribers) : IHostedService
{
    /// <summary>The topic under which nodes tell each other.</summary>
    public const string Topic = "chat.changed";

    private IDisposable? _subscription;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = bus.Subscribe<ChatChanged>(Topic, (_, change) => Tell(change.AccountId, change.Notice));
        running.Begun += TellAsked;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        running.Begun -= TellAsked;
        _subscription?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>A chat was begun.</summary>
    /// <param name="chat">The chat.</param>
    public void Created(StoredChat chat) => Publish(chat.AccountId, chat.Id, "created", chat.Title);

    /// <summary>A chat was changed.</summary>
    /// <param name="chat">The chat as it is now.</param>
    public void Updated(StoredChat chat) => Publish(chat.AccountId, chat.Id, "updated", chat.Title);

    /// <summary>A chat was deleted.</summary>
    /// <param name="accountId">Whose it was.</param>
    /// <param name="chatId">The chat.</param>
    public void Deleted(long accountId, long chatId) => Publish(accountId, chatId, "deleted", title: null);

    private void TellAsked(AnswerLog log)
    {
        if (log.ChatId is not { } chatId)
            return;
        Publish(
            log.AccountId,
            new ChatNotice
            {
                ChatId = chatId,
                Change = "asked",
                Title = log.ChatTitle,
                TurnId = log.TurnId,
                AnswerId = log.AnswerId,
            }
        );
    }

    private void Publish(long accountId, long chatId, string change, string? title) =>
        Publish(
            accountId,
            new ChatNotice
            {
                ChatId = chatId,
                Change = change,
                Title = title,
            }
        );

    private void Publish(long accountId, ChatNotice notice)
    {
        Tell(accountId, notice);
        if (bus.Others)
            bus.Send(Topic, new ChatChanged(accountId, notice));
    }

    // By no channel, as answers are told: who is on several hears it once.
    private void Tell(long accountId, ChatNotice notice)
    {
        ServerEvent? written = null;
        var channel = AnswerChannels.OfChat(notice.ChatId);
        foreach (var subscriber in subscribers.Of(accountId))
        {
            if (subscriber.IsOn(AnswerChannels.All) || subscriber.IsOn(channel))
                subscriber.Send(written ??= subscribers.Write("cmd.chat", notice));
        }
    }
}

using System.Collections.Concurrent;
using System.Text;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Nodes;

/// <summary>
/// Somebody with five clients: two ask and wait, two ask and follow, one listens to all of it. What fails and may pass is sent
/// again with the same key, as the pages say.
/// </summary>
internal sealed class LoadPerson(string name, Uri address, ConcurrentQueue<ToldAnswer> told) : IDisposable
{
    private const string Goodbye = "goodbye";

    private readonly MiniChatClient[] _clients = [.. Enumerable.Range(0, 5).Select(_ => new MiniChatClient(address))];
    private volatile bool _isEnough;

    /// <summary>Lets the clients come to an end.</summary>
    public void Enough() => _isEnough = true;

    /// <summary>Signs all clients in.</summary>
    public async Task SignUpAsync(CancellationToken cancel)
    {
        await _clients[0].SendAsync(new Register { UserName = name, Password = MiniChatServer.Password }, cancel);
        await _clients[0].SignInAsync(name, MiniChatServer.Password, cancel);
        foreach (var client in _clients)
            client.BearerToken = _clients[0].BearerToken;
    }

    /// <summary>Asks, follows and listens until it is enough, and who listens has heard the goodbye.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var listening = OrEnoughAsync(() => ListenAsync(_clients[4], cancel));
        await Task.WhenAll(
            RepeatAsync(0, question => AskAsync(_clients[0], question, cancel)),
            RepeatAsync(1, question => AskAsync(_clients[1], question, cancel)),
            RepeatAsync(2, question => FollowAsync(_clients[2], question, cancel)),
            RepeatAsync(3, question => FollowAsync(_clients[3], question, cancel))
        );
        for (var n = 0; !listening.IsCompleted; n++)
            await AskAsync(_clients[0], $"{name}: {Goodbye} {n}", cancel);
        await listening;
    }

    public void Dispose() => Array.ForEach(_clients, client => client.Dispose());

    private Task RepeatAsync(int client, Func<string, Task> ask) =>
        OrEnoughAsync(async () =>
        {
            for (var n = 0; !_isEnough; n++)
                await ask($"{name}: {client}, {n}?");
        });

    /// <summary>When one of them fails, the others need not go on.</summary>
    private async Task OrEnoughAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch
        {
            _isEnough = true;
            throw;
        }
    }

    private async Task AskAsync(MiniChatClient client, string question, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                var answer = await client.SendAsync(new Question { Text = question }, KeyOf(question), cancel);
                told.Enqueue(new ToldAnswer(answer.AnswerId, answer.State, answer.Answer, question));
                return;
            }
            catch (MiniChatException e) when (e.MayPass)
            {
                if (e.ErrorCode == "AnswerInterrupted")
                    told.Enqueue(
                        new ToldAnswer(long.Parse(e.ResponseStatus.Meta!["AnswerId"]), AnswerState.Interrupted, null, question)
                    );
                await PauseAsync(cancel);
            }
        }
    }

    private async Task FollowAsync(MiniChatClient client, string question, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                var (id, text) = (0L, new StringBuilder());
                await foreach (var one in client.FollowAsync(new Question { Text = question }, KeyOf(question), cancel))
                {
                    if (one.Data is AnswerStarted started)
                        id = started.AnswerId;
                    if (one.Data is AnswerDelta delta)
                        text.Append(delta.Text);
                    if (one.Data is not AnswerEnded ended)
                        continue;
                    told.Enqueue(new ToldAnswer(id, ended.State, Cut(text.ToString(), ended.Length), question));
                    if (ended.State == AnswerState.Completed)
                        return;
                }
            }
            catch (MiniChatException e) when (e.MayPass)
            {
                await PauseAsync(cancel);
            }
        }
    }

    private async Task ListenAsync(MiniChatClient client, CancellationToken cancel)
    {
        var texts = new Dictionary<long, string>();
        await foreach (var notice in client.Subscribe().ReadAnswersAsync(cancel))
        {
            // On a new connection it is told from its beginning.
            texts[notice.AnswerId] = notice.Event == "started" ? "" : texts.GetValueOrDefault(notice.AnswerId) + notice.Text;
            if (notice.State is not { } state)
                continue;
            var text = Cut(texts[notice.AnswerId], notice.Length!.Value);
            told.Enqueue(new ToldAnswer(notice.AnswerId, state, text, null));
            if (_isEnough && text.Contains(Goodbye, StringComparison.Ordinal))
                return;
        }
    }

    private static SendOptions KeyOf(string question) =>
        new() { IdempotencyKey = question.Replace(" ", "", StringComparison.Ordinal) };

    // A reader that holds more than was kept cuts back to it.
    private static string Cut(string text, long length) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text).AsSpan(0, (int)length));

    private static Task PauseAsync(CancellationToken cancel) => Task.Delay(200, cancel);
}

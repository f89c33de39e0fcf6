using System.Net.Sockets;
using System.Text;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Clients;

/// <summary>The typed client against the real server.</summary>
[TestFixture]
internal sealed class HostClientTests
{
    private static CancellationToken Soon => Deadline.Soon;

    private static async Task<MiniChatException> RefusedAsync(Func<Task> call) =>
        (await Assert.ThrowsAsync<MiniChatException>(call))!;

    [Test]
    public async Task Every_message_can_be_sent()
    {
        await using var server = MiniChatServer.Start();
        using var client = new MiniChatClient(server.Address);
        var registered = await client.RegisterAsync(
            new Register
            {
                UserName = "typed",
                Password = MiniChatServer.Password,
                AutoLogin = true,
            },
            Soon
        );
        Assert.That((registered.UserName, client.BearerToken), Is.EqualTo(("typed", registered.BearerToken)));
        Assert.That(
            (await client.SendAsync(new GetAccessToken { RefreshToken = client.RefreshToken }, Soon)).AccessToken,
            Is.Not.Null
        );

        var question = await client.SendAsync(new Question { Text = "Grüße & 世界 = 😀?" }, Soon);
        Assert.That(question.Answer, Does.Contain("Grüße & 世界 = 😀?"));
        var completion = await client.SendAsync(
            new CreateCompletion { Messages = [new CompletionMessage { Role = "user", Content = "complete" }] },
            Soon
        );
        var page = await client.SendAsync(new FindQuestions { Take = 1 }, Soon);
        Assert.That(page.Results.Single().AnswerId, Is.EqualTo(completion.AnswerId));
        var older = await client.SendAsync(new FindQuestions { Take = 1, After = page.Next }, Soon);
        Assert.That(older.Results.Single().AnswerId, Is.EqualTo(question.AnswerId));

        var chat = await client.SendAsync(new CreateChat { System = "Be short." }, Soon);
        var turn = await client.SendAsync(new Chat { ChatId = chat.Id, Text = "first & last" }, Soon);
        Assert.That(
            (await client.SendAsync(new FindChats { Search = "first & last" }, Soon)).Results.Single().Id,
            Is.EqualTo(chat.Id)
        );
        await client.SendAsync(new UpdateChat { Id = chat.Id, Title = "renamed" }, Soon);
        var again = await client.SendAsync(new RegenerateAnswer { AnswerId = turn.AnswerId }, Soon);
        var read = await client.SendAsync(new GetChat { Id = chat.Id }, Soon);
        Assert.That((read.Title, read.Turns.Count, read.Turns[1].AnswerId), Is.EqualTo(("renamed", 2, (long?)again.AnswerId)));
        Assert.That((await client.SendAsync(new GetAnswer { AnswerId = turn.AnswerId }, Soon)).Text, Is.EqualTo(turn.Answer));
        Assert.That(
            (await client.SendAsync(new StopAnswer { AnswerId = turn.AnswerId }, Soon)).State,
            Is.EqualTo(AnswerState.Completed)
        );
        Assert.That(await client.FollowAsync(again.AnswerId, cancel: Soon).ReadTextAsync(Soon), Is.EqualTo(again.Answer));
        await client.SendAsync(new DeleteChat { Id = chat.Id }, Soon);
        Assert.That((await client.SendAsync(new FindChats(), Soon)).Results, Is.Empty);

        await client.SignOutAsync(Soon);
        Assert.That((int)(await RefusedAsync(() => client.SendAsync(new FindChats(), Soon))).StatusCode, Is.EqualTo(401));
    }

    [Test]
    public async Task An_answer_is_followed_over_connections_that_break()
    {
        var model = new ScriptedModel();
        await using var server = MiniChatServer.Start(model);
        using var client = await server.SignUpAsync();
        var sockets = new List<Socket>();
        using var http = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectCallback = async (context, cancel) =>
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    await socket.ConnectAsync(context.DnsEndPoint, cancel);
                    sockets.Add(socket);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            }
        );
        using var breaking = new MiniChatClient(server.Address, http) { BearerToken = client.BearerToken };
        var text = new StringBuilder();
        var names = new List<string>();
        ScriptedAnswer? call = null;

        await foreach (var next in breaking.FollowAsync(new Question { Text = "go" }, cancel: Soon))
        {
            names.Add(next.Event);
            if (next.Data is AnswerStarted)
                (call = await model.NextCallAsync()).Say("Grüße ");
            if (next.Data is not AnswerDelta delta)
                continue;
            text.Append(delta.Text);
            if (sockets.Count < 3)
            {
                sockets[^1].Dispose();
                call!.Say($"an 世界 {sockets.Count} ");
            }
            else
                call!.Finish();
        }

        Assert.That(text.ToString(), Is.EqualTo("Grüße an 世界 1 an 世界 2 "));
        Assert.That(names.Count(name => name == "started"), Is.EqualTo(1));
        Assert.That(names[^1], Is.EqualTo("completed"));
        Assert.That(model.Requests, Has.Count.EqualTo(1), "nothing was asked anew");
    }

    [Test]
    public async Task An_expired_access_token_is_renewed_by_itself()
    {
        var clock = new ManualClock();
        await using var server = MiniChatServer.Start(clock: clock);
        using var client = await server.SignUpAsync();
        var old = client.BearerToken;
        clock.Advance(TimeSpan.FromHours(2));

        var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.SendAsync(new FindQuestions(), Soon)));

        Assert.That(all, Has.Length.EqualTo(10));
        Assert.That(client.BearerToken, Is.Not.EqualTo(old));
        clock.Advance(TimeSpan.FromHours(2));
        Assert.That(
            await client.StreamAsync(new Question { Text = "streams too" }, cancel: Soon).ReadTextAsync(Soon),
            Is.Not.Empty
        );
    }

    [Test]
    public async Task Refusals_are_exceptions_that_say_what_the_server_said()
    {
        var model = new ScriptedModel();
        await using var server = MiniChatServer.Start(model, new() { ["MiniChat__Limits__RunningAnswersPerAccount"] = "1" });
        using var client = await server.SignUpAsync();
        using var nobody = new MiniChatClient(server.Address);

        var anonymous = await RefusedAsync(() => nobody.SendAsync(new FindChats(), Soon));
        var empty = await RefusedAsync(() => client.SendAsync(new Question { Text = "" }, Soon));
        var missing = await RefusedAsync(() => client.SendAsync(new GetChat { Id = 4711 }, Soon));
        await client.SendAsync(new Question { Text = "runs", Stream = true }, Soon);
        var busy = await RefusedAsync(() => client.SendAsync(new Question { Text = "one too many" }, Soon));
        (await model.NextCallAsync()).Finish();
        using var elsewhere = new MiniChatClient("http://127.0.0.1:1");
        var gone = await RefusedAsync(() => elsewhere.SendAsync(new FindChats(), Soon));

        Assert.That(((int)anonymous.StatusCode, anonymous.ErrorCode), Is.EqualTo((401, "Unauthorized")));
        Assert.That(((int)empty.StatusCode, empty.FieldError("text")?.ErrorCode), Is.EqualTo((400, "NotEmpty")));
        Assert.That(((int)missing.StatusCode, missing.Message), Is.EqualTo((404, "There is no chat 4711.")));
        Assert.That(((int)busy.StatusCode, busy.RetryAfter), Is.EqualTo((429, (TimeSpan?)TimeSpan.FromSeconds(1))));
        Assert.That(((int)gone.StatusCode, gone.ErrorCode), Is.EqualTo((0, MiniChatException.ConnectionFailed)));
    }
}

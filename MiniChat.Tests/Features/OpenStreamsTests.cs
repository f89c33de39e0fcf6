using System.Diagnostics;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>Streams that stay open: their silence, their readers who do not read, and the session they live by.</summary>
[TestFixture, NonParallelizable]
internal sealed class OpenStreamsTests
{
    private const int Much = 8 << 20;
    private readonly ScriptedModel _model = new();

    private async Task<(MiniChatClient Client, long Id, ScriptedAnswer Call)> AskAsync(MiniChatServer server)
    {
        var client = await server.SignUpAsync();
        var begun = await client.SendAsync(new Question { Text = "go", Stream = true }, Deadline.Soon);
        return (client, begun.AnswerId, await _model.NextCallAsync());
    }

    private static async Task<StreamReader> FollowAsync(MiniChatServer server, string? token, long id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/answers/{id}/events");
        request.Headers.Authorization = new("Bearer", token);
        var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Deadline.Soon);
        Assert.That(response.Headers.GetValues("X-Accel-Buffering").Single(), Is.EqualTo("no"));
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Deadline.Soon));
        Assert.That(await reader.ReadLineAsync(Deadline.Soon), Is.EqualTo("id: 0"));
        while (await reader.ReadLineAsync(Deadline.Soon) is { Length: > 0 })
            continue;
        return reader;
    }

    [Test]
    public async Task A_silent_stream_says_every_15_seconds_that_it_is_still_there()
    {
        var clock = new ManualClock();
        await using var server = MiniChatServer.Start(_model, clock: clock);
        var (client, id, call) = await AskAsync(server);
        using var reader = await FollowAsync(server, client.BearerToken, id);

        for (var beat = 0; beat < 3; beat++)
        {
            var line = reader.ReadLineAsync(Deadline.Soon).AsTask();
            var silence = TimeSpan.Zero;
            for (var watch = Stopwatch.StartNew(); !line.IsCompleted && watch.Elapsed < Deadline.Longest; await Task.Yield())
            {
                if (silence >= TimeSpan.FromSeconds(20))
                    continue;
                clock.Advance(TimeSpan.FromSeconds(5));
                silence += TimeSpan.FromSeconds(5);
            }
            Assert.That(await line, Is.EqualTo(":"));
            Assert.That(await reader.ReadLineAsync(Deadline.Soon), Is.Empty);
        }
        call.Say("and on").Finish();
        Assert.That(await reader.ReadToEndAsync(Deadline.Soon), Does.Contain("and on").And.Contain("event: completed"));
    }

    private static async Task<Socket> OpenUnreadAsync(MiniChatServer server, string? token, long id)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync("127.0.0.1", server.Address.Port, Deadline.Soon);
        var request =
            $"GET /answers/{id}/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), Deadline.Soon);
        await socket.ReceiveAsync(new byte[16], Deadline.Soon);
        return socket;
    }

    private static async Task SayMuchAsync(MiniChatClient client, long id, ScriptedAnswer call)
    {
        const int Piece = 64 * 1024;
        for (var i = 0; i < Much / Piece; i++)
            call.Say(new string('x', Piece));
        for (var seq = 0L; seq < Much; )
        {
            var more = new GetAnswer
            {
                AnswerId = id,
                After = Much - 1,
                Wait = 30,
            };
            seq = (await client.SendAsync(more, Deadline.Soon)).Seq;
        }
    }

    private async Task<long> GrowthAsync(MiniChatServer server, int readers)
    {
        var (client, id, call) = await AskAsync(server);
        var idle = new List<Socket>();
        try
        {
            for (var i = 0; i < readers; i++)
                idle.Add(await OpenUnreadAsync(server, client.BearerToken, id));
            var before = GC.GetTotalMemory(forceFullCollection: true);
            await SayMuchAsync(client, id, call);
            var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
            call.Finish();
            var text = await client.FollowAsync(id, cancel: Deadline.Soon).ReadTextAsync(Deadline.Soon);
            Assert.That(text, Has.Length.EqualTo(Much), "the others get all of it");
            return grown;
        }
        finally
        {
            idle.ForEach(socket => socket.Dispose());
            call.Parts.Writer.TryComplete();
        }
    }

    [Test]
    public async Task Readers_who_never_read_cost_little_memory_and_nobodys_time()
    {
        const int Readers = 20;
        await using var server = MiniChatServer.Start(_model);
        await GrowthAsync(server, 0);

        var alone = await GrowthAsync(server, 0);
        var beside = await GrowthAsync(server, Readers);

        // A copy of the text for each would be 160 MB; what is measured is noisy.
        Assert.That(beside - alone, Is.LessThan(Readers * (4L << 20)));
    }

    [Test]
    public async Task Signing_out_ends_the_open_streams_of_the_session_and_no_others()
    {
        await using var server = MiniChatServer.Start(_model);
        var (client, id, call) = await AskAsync(server);
        using var other = new MiniChatClient(server.Address);
        await other.SignInAsync("person1", MiniChatServer.Password, Deadline.Soon);
        using var stream = await FollowAsync(server, client.BearerToken, id);
        using var going = await FollowAsync(server, other.BearerToken, id);
        using var socket = await SocketClient.OpenAsync(
            server.Address,
            $"/answers/{id}/ws",
            ("Authorization", $"Bearer {client.BearerToken}")
        );
        await socket.NextAsync();

        await client.SignOutAsync(Deadline.Soon);

        var rest = await stream.ReadToEndAsync(Deadline.Soon);
        Assert.That(rest, Does.StartWith("event: error\ndata: ").And.Contain("\"errorCode\":\"Unauthorized\""));
        Assert.That((await socket.RestAsync()).Status, Is.EqualTo(WebSocketCloseStatus.PolicyViolation));
        call.Say("for the other").Finish();
        Assert.That(await going.ReadToEndAsync(Deadline.Soon), Does.Contain("for the other").And.Contain("event: completed"));
    }

    [Test]
    public async Task A_reader_who_does_not_read_is_cut_off_soon_after_signing_out()
    {
        var clock = new ManualClock();
        await using var server = MiniChatServer.Start(_model, clock: clock);
        var (client, id, call) = await AskAsync(server);
        using var socket = await OpenUnreadAsync(server, client.BearerToken, id);
        await SayMuchAsync(client, id, call);

        await client.SignOutAsync(Deadline.Soon);
        clock.Advance(TimeSpan.FromSeconds(6));

        call.Finish();
        var read = 0L;
        var broke = false;
        try
        {
            for (int n; (n = await socket.ReceiveAsync(new byte[64 * 1024], Deadline.Soon)) > 0; )
                read += n;
        }
        catch (SocketException)
        {
            broke = true;
        }
        Assert.That(broke || read < Much, "the answer did not go on");
    }
}

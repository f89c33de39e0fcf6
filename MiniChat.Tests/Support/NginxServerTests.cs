using MiniChat.Client;
using MiniChat.ServiceModel;

namespace MiniChat.Tests.Support;

/// <summary>What tests of processes behind a proxy stand on.</summary>
[TestFixture]
internal sealed class NginxServerTests
{
    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    private static Task<NginxServer> BeforeAsync(params MiniChatServer[] servers) =>
        NginxServer.StartAsync(MiniChatCluster.InTurn(servers.Select(server => server.Address.ToString())));

    [Test]
    public async Task Requests_go_to_one_server_after_the_other()
    {
        await using var one = MiniChatServer.Start();
        await using var other = MiniChatServer.Start();
        await using var nginx = await BeforeAsync(one, other);
        using var http = await one.SignUpHttpAsync();
        using var request = new HttpClient { BaseAddress = nginx.Address };
        request.DefaultRequestHeaders.Authorization = http.DefaultRequestHeaders.Authorization;

        var known = new List<bool>();
        for (var i = 0; i < 4; i++)
        {
            using var response = await request.GetAsync("/chats", Cancel);
            known.Add(response.IsSuccessStatusCode);
        }

        Assert.That(known, Is.EqualTo(new[] { known[0], !known[0], known[0], !known[0] }));
    }

    [Test]
    public async Task Streams_and_sockets_come_through_as_they_are_written()
    {
        var model = new ScriptedModel();
        await using var server = MiniChatServer.Start(model);
        await using var nginx = await BeforeAsync(server);
        using var direct = await server.SignUpAsync();
        using var client = new MiniChatClient(nginx.Address) { BearerToken = direct.BearerToken };
        var begun = await client.SendAsync(new Question { Text = "tell me", Stream = true }, Cancel);
        var call = await model.NextCallAsync();

        await using var stream = client
            .StreamAsync(new StreamAnswer { AnswerId = begun.AnswerId }, cancel: Cancel)
            .GetAsyncEnumerator(Cancel);
        using var socket = await SocketClient.OpenAsync(
            nginx.Address,
            $"/answers/{begun.AnswerId}/ws",
            ("Authorization", $"Bearer {direct.BearerToken}")
        );
        await stream.MoveNextAsync();
        await socket.NextAsync();
        call.Say("first");

        await stream.MoveNextAsync();
        Assert.That(((AnswerDelta)stream.Current.Data).Text, Is.EqualTo("first"));
        Assert.That((string?)(await socket.NextAsync())["data"]!["text"], Is.EqualTo("first"));
        call.Finish();
    }

    [Test]
    public async Task What_nginx_refuses_it_tells()
    {
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => NginxServer.StartAsync("serve { }"));

        Assert.That(failed!.Message, Does.Contain("unknown directive \"serve\""));
    }
}

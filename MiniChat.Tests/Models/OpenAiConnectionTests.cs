using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MiniChat.Host.Models.OpenAi;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Models;

/// <summary>Connections that end too early, or are never made.</summary>
[TestFixture, NonParallelizable]
public sealed class OpenAiConnectionTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(400);

    [TestCase(UpstreamFault.StallBeforeHeaders)]
    [TestCase(UpstreamFault.StallBeforeFirstByte)]
    [TestCase(UpstreamFault.StallInMidStream)]
    [TestCase(UpstreamFault.StallInError)]
    public async Task Cancelling_reaches_the_upstream_in_every_phase(UpstreamFault fault)
    {
        await using var at = await UpstreamModel.StartAsync();
        at.Upstream.Fault(fault);
        using var source = new CancellationTokenSource();
        var asking = at.AskAsync(source.Token);
        var call = await at.Upstream.NextCallAsync();
        await call.Begun;

        var watch = Stopwatch.StartNew();
        await source.CancelAsync();
        await call.Disconnected.WaitAsync(TimeSpan.FromSeconds(5));

        Assert.That(watch.ElapsedMilliseconds, Is.LessThan(500));
        Assert.That((await asking).Error, Is.InstanceOf<OperationCanceledException>());
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_reader_that_leaves_is_seen_by_the_upstream(bool tls)
    {
        await using var at = await UpstreamModel.StartAsync(tls: tls, trust: tls);
        at.Upstream.Fault(UpstreamFault.EndlessText);
        var ask = new ModelRequest { Model = "m", Messages = [new CompletionMessage { Role = "user", Content = "x" }] };

        await foreach (var _ in at.Model.StreamAsync(ask, CancellationToken.None))
            break;

        var call = await at.Upstream.NextCallAsync();
        await call.Disconnected.WaitAsync(Deadline.Longest);
    }

    [Test]
    public async Task A_wait_before_a_repeat_can_be_cancelled()
    {
        await using var at = await UpstreamModel.StartAsync();
        at.Upstream.Fault(UpstreamFault.RateLimitedShort);
        using var source = new CancellationTokenSource();
        var asking = at.AskAsync(source.Token);
        await (await at.Upstream.NextCallAsync()).Ended;

        await source.CancelAsync();

        Assert.That((await asking).Error, Is.InstanceOf<OperationCanceledException>());
        Assert.That(at.Upstream.Calls, Is.EqualTo(1));
    }

    [Test]
    public async Task A_server_that_is_not_there_is_told()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        var url = new Uri($"http://{socket.LocalEndpoint}/v1");
        socket.Stop();
        var options = new OpenAiOptions { BaseUrl = url };
        using var http = UpstreamHttp.CreateClient(UpstreamHttp.CreateHandler(options));

        var (_, error) = await UpstreamModel.AskAsync(new OpenAiAnswerModel(options, http, TimeProvider.System));

        Assert.That(((ModelException)error!).Failure, Is.EqualTo(ModelFailure.ModelUnreachable));
        Assert.That(error.Message, Does.Contain("takes no connection"));
    }

    [Test]
    public async Task A_name_that_nobody_knows_is_told()
    {
        var options = new OpenAiOptions { BaseUrl = new Uri("http://nowhere.invalid/v1"), MaxAttempts = 1 };
        using var handler = UpstreamHttp.CreateHandler(options);
        handler.UseProxy = false;
        using var http = new HttpClient(handler);

        var (_, error) = await UpstreamModel.AskAsync(new OpenAiAnswerModel(options, http, TimeProvider.System));

        Assert.That(((ModelException)error!).Failure, Is.EqualTo(ModelFailure.ModelUnreachable));
    }

    [Test]
    public async Task A_certificate_that_nobody_signed_is_told()
    {
        await using var at = await UpstreamModel.StartAsync(tls: true);

        var (_, error) = await at.AskAsync();

        Assert.That(((ModelException)error!).Failure, Is.EqualTo(ModelFailure.ModelUnreachable));
        Assert.That(error.Message, Does.Contain("TLS"));
        Assert.That(at.Upstream.Calls, Is.Zero);
    }

    [Test]
    public async Task A_black_hole_is_told_after_the_connect_timeout()
    {
        // It takes the connection and never says a word of TLS: the same timeout covers both.
        using var hole = new TcpListener(IPAddress.Loopback, 0);
        hole.Start();
        var options = new OpenAiOptions { BaseUrl = new Uri($"https://{hole.LocalEndpoint}/v1"), ConnectTimeout = Short };
        using var http = UpstreamHttp.CreateClient(UpstreamHttp.CreateHandler(options));

        var watch = Stopwatch.StartNew();
        var (_, error) = await UpstreamModel.AskAsync(new OpenAiAnswerModel(options, http, TimeProvider.System));

        Assert.That(((ModelException)error!).Failure, Is.EqualTo(ModelFailure.ModelUnreachable));
        Assert.That(error.Message, Does.Contain("in time"));
        Assert.That(watch.ElapsedMilliseconds, Is.LessThan(5000));
    }
}

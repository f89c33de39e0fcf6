using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MiniChat.Host.Models.OpenAi;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Models;

[TestFixture]
public sealed class OpenAiFaultTests
{
    private const ModelFailure Broken = ModelFailure.ModelStreamBroken;
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(400);

    private static Task<UpstreamModel> StartAsync() =>
        UpstreamModel.StartAsync(o =>
            o with
            {
                FirstTokenTimeout = TimeSpan.FromSeconds(1.5),
                BetweenTokensTimeout = Short,
                MaxAnswerBytes = 1024 * 1024,
            }
        );

    private static async Task<(string Text, Exception? Error)> AskAsync(IAnswerModel model, CancellationToken cancel = default)
    {
        var text = "";
        try
        {
            var ask = new ModelRequest { Model = "m", Messages = [new CompletionMessage { Role = "user", Content = "x" }] };
            await foreach (var one in model.StreamAsync(ask, cancel))
                text += one.Text;
            return (text, null);
        }
        catch (Exception e) when (e is ModelException or OperationCanceledException)
        {
            return (text, e);
        }
    }

    [TestCase(UpstreamFault.KeyRefused, ModelFailure.ModelKeyRefused, 1)]
    [TestCase(UpstreamFault.Forbidden, ModelFailure.ModelKeyRefused, 1)]
    [TestCase(UpstreamFault.QuotaExceeded, ModelFailure.ModelQuotaExceeded, 1)]
    [TestCase(UpstreamFault.RateLimited, ModelFailure.ModelRateLimited, 3)]
    [TestCase(UpstreamFault.RateLimitedLong, ModelFailure.ModelRateLimited, 1)]
    [TestCase(UpstreamFault.ContextTooLong, ModelFailure.ModelContextTooLong, 1)]
    [TestCase(UpstreamFault.ContentRefused, ModelFailure.ModelContentFiltered, 1)]
    [TestCase(UpstreamFault.BadRequest, ModelFailure.ModelRefused, 1)]
    [TestCase(UpstreamFault.ModelNotFound, ModelFailure.ModelNotFound, 1)]
    [TestCase(UpstreamFault.AddressNotFound, ModelFailure.ModelNotFound, 1)]
    [TestCase(UpstreamFault.RequestTimeout, ModelFailure.ModelTimeout, 3)]
    [TestCase(UpstreamFault.ServerError, ModelFailure.ModelServerError, 3)]
    [TestCase(UpstreamFault.BadGateway, ModelFailure.ModelServerError, 3)]
    [TestCase(UpstreamFault.Unavailable, ModelFailure.ModelServerError, 3)]
    [TestCase(UpstreamFault.GatewayTimeout, ModelFailure.ModelServerError, 3)]
    [TestCase(UpstreamFault.Redirect, ModelFailure.ModelAnswerInvalid, 1)]
    [TestCase(UpstreamFault.StallBeforeHeaders, ModelFailure.ModelTimeout, 1)]
    [TestCase(UpstreamFault.StallBeforeFirstByte, ModelFailure.ModelTimeout, 1)]
    [TestCase(UpstreamFault.StallInMidStream, ModelFailure.ModelTimeout, 1)]
    [TestCase(UpstreamFault.CutBeforeHeaders, ModelFailure.ModelUnreachable, 3)]
    [TestCase(UpstreamFault.CutBeforeFirstByte, ModelFailure.ModelUnreachable, 3)]
    [TestCase(UpstreamFault.CutInMidStream, Broken, 1)]
    [TestCase(UpstreamFault.EndWithoutFinish, Broken, 1)]
    [TestCase(UpstreamFault.DoneWithoutFinish, Broken, 1)]
    [TestCase(UpstreamFault.EmptyStream, Broken, 1)]
    [TestCase(UpstreamFault.ErrorInStream, Broken, 1)]
    [TestCase(UpstreamFault.ErrorFirstInStream, Broken, 1)]
    [TestCase(UpstreamFault.BadChunk, Broken, 1)]
    [TestCase(UpstreamFault.HtmlPage, ModelFailure.ModelAnswerInvalid, 1)]
    [TestCase(UpstreamFault.HtmlAsStream, ModelFailure.ModelAnswerInvalid, 1)]
    [TestCase(UpstreamFault.JsonInsteadOfStream, ModelFailure.ModelAnswerInvalid, 1)]
    [TestCase(UpstreamFault.JsonErrorWith200, ModelFailure.ModelAnswerInvalid, 1)]
    [TestCase(UpstreamFault.CompressedStream, ModelFailure.ModelAnswerInvalid, 1)]
    [TestCase(UpstreamFault.EndlessLine, Broken, 1)]
    [TestCase(UpstreamFault.EndlessText, Broken, 1)]
    public async Task A_fault_is_told_in_our_own_words(UpstreamFault fault, ModelFailure failure, int calls)
    {
        await using var at = await StartAsync();
        at.Upstream.Fault(fault, times: 3);

        var (_, error) = await AskAsync(at.Model);

        var told = (ModelException)error!;
        Assert.That(told.Failure, Is.EqualTo(failure));
        Assert.That(told.ErrorCode, Is.EqualTo(failure.ToString()));
        Assert.That(at.Upstream.Calls, Is.EqualTo(calls));
        Assert.That(told.Message, Does.EndWith("."));
        Assert.That(told.ToString(), Does.Not.Contain(UpstreamModel.Key).And.Not.Contain("org-secret"));
    }

    [TestCase(UpstreamFault.CutInMidStream)]
    [TestCase(UpstreamFault.StallInMidStream)]
    [TestCase(UpstreamFault.ErrorInStream)]
    [TestCase(UpstreamFault.BadChunk)]
    [TestCase(UpstreamFault.EndWithoutFinish)]
    public async Task The_text_before_a_fault_is_given_out(UpstreamFault fault)
    {
        await using var at = await StartAsync();
        at.Upstream.Reply("12345678").Fault(fault);

        var (text, _) = await AskAsync(at.Model);

        Assert.That(text, Is.EqualTo("1234"));
    }

    [TestCase(UpstreamFault.ServerError, 1)]
    [TestCase(UpstreamFault.BadGateway, 2)]
    [TestCase(UpstreamFault.Unavailable, 1)]
    [TestCase(UpstreamFault.RateLimited, 1)]
    [TestCase(UpstreamFault.CutBeforeHeaders, 1)]
    [TestCase(UpstreamFault.CutBeforeFirstByte, 2)]
    public async Task What_passes_is_healed_before_the_first_token(UpstreamFault fault, int times)
    {
        await using var at = await StartAsync();
        at.Upstream.Reply("Hello").Fault(fault, times);

        var watch = Stopwatch.StartNew();
        var (text, error) = await AskAsync(at.Model);

        Assert.That(error, Is.Null);
        Assert.That(text, Is.EqualTo("Hello"));
        Assert.That(at.Upstream.Calls, Is.EqualTo(times + 1));
        Assert.That(watch.ElapsedMilliseconds, Is.GreaterThanOrEqualTo(times == 1 ? 149 : 449));
    }

    [Test]
    public async Task A_short_Retry_After_is_obeyed()
    {
        await using var at = await StartAsync();
        at.Upstream.Fault(UpstreamFault.RateLimitedShort);

        var watch = Stopwatch.StartNew();
        var (_, error) = await AskAsync(at.Model);

        Assert.That(error, Is.Null);
        Assert.That(watch.ElapsedMilliseconds, Is.InRange(990, 4000));
    }

    [Test]
    public async Task A_long_Retry_After_is_told_at_once()
    {
        await using var at = await StartAsync();
        at.Upstream.Fault(UpstreamFault.RateLimitedLong);

        var watch = Stopwatch.StartNew();
        var (_, error) = await AskAsync(at.Model);

        Assert.That(((ModelException)error!).RetryAfter, Is.EqualTo(TimeSpan.FromHours(1)));
        Assert.That(watch.ElapsedMilliseconds, Is.LessThan(3000));
    }

    [Test]
    public async Task The_whole_answer_has_a_limit_too()
    {
        await using var at = await UpstreamModel.StartAsync(o => o with { WholeTimeout = Short });
        at.Upstream.Fault(UpstreamFault.StallInMidStream);

        var (_, error) = await AskAsync(at.Model);

        Assert.That(((ModelException)error!).Failure, Is.EqualTo(ModelFailure.ModelTimeout));
        Assert.That(error.Message, Does.Contain("did not finish within 0.4 seconds"));
    }

    [Test]
    public async Task An_error_without_an_end_is_told_by_its_status()
    {
        await using var at = await UpstreamModel.StartAsync(o => o with { MaxAttempts = 1, WholeTimeout = Short });
        at.Upstream.Fault(UpstreamFault.StallInError);

        var (_, error) = await AskAsync(at.Model);

        Assert.That(((ModelException)error!).Failure, Is.EqualTo(ModelFailure.ModelServerError));
    }

    [TestCase(UpstreamFault.StallBeforeHeaders)]
    [TestCase(UpstreamFault.StallBeforeFirstByte)]
    [TestCase(UpstreamFault.StallInMidStream)]
    [TestCase(UpstreamFault.StallInError)]
    public async Task Cancelling_reaches_the_upstream_in_every_phase(UpstreamFault fault)
    {
        await using var at = await UpstreamModel.StartAsync();
        at.Upstream.Fault(fault);
        using var source = new CancellationTokenSource();
        var asking = AskAsync(at.Model, source.Token);
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
        await call.Disconnected.WaitAsync(TimeSpan.FromSeconds(1));
    }

    [Test]
    public async Task A_wait_before_a_repeat_can_be_cancelled()
    {
        await using var at = await UpstreamModel.StartAsync();
        at.Upstream.Fault(UpstreamFault.RateLimitedShort);
        using var source = new CancellationTokenSource();
        var asking = AskAsync(at.Model, source.Token);
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
        using var http = UpstreamHttp.CreateClient(options);

        var (_, error) = await AskAsync(new OpenAiAnswerModel(options, http, TimeProvider.System));

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

        var (_, error) = await AskAsync(new OpenAiAnswerModel(options, http, TimeProvider.System));

        Assert.That(((ModelException)error!).Failure, Is.EqualTo(ModelFailure.ModelUnreachable));
    }

    [Test]
    public async Task A_certificate_that_nobody_signed_is_told()
    {
        await using var at = await UpstreamModel.StartAsync(tls: true);

        var (_, error) = await AskAsync(at.Model);

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
        using var http = UpstreamHttp.CreateClient(options);

        var watch = Stopwatch.StartNew();
        var (_, error) = await AskAsync(new OpenAiAnswerModel(options, http, TimeProvider.System));

        Assert.That(((ModelException)error!).Failure, Is.EqualTo(ModelFailure.ModelUnreachable));
        Assert.That(error.Message, Does.Contain("in time"));
        Assert.That(watch.ElapsedMilliseconds, Is.LessThan(5000));
    }
}

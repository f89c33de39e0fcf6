using System.Diagnostics;
using MiniChat.ServiceInterface.Models;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Models;

[TestFixture]
public sealed class OpenAiFaultTests
{
    private const ModelFailure Broken = ModelFailure.ModelStreamBroken;
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(400);

    // Impatient only with what stalls: a busy machine is slow with everything else too, and that is no timeout.
    private static Task<UpstreamModel> StartAsync(UpstreamFault fault) =>
        UpstreamModel.StartAsync(o =>
            o with
            {
                FirstTokenTimeout = fault is UpstreamFault.StallBeforeHeaders or UpstreamFault.StallBeforeFirstByte
                    ? Short
                    : Deadline.Longest,
                BetweenTokensTimeout = fault is UpstreamFault.StallInMidStream ? TimeSpan.FromSeconds(1) : Deadline.Longest,
                MaxAnswerBytes = 1024 * 1024,
            }
        );

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
        await using var at = await StartAsync(fault);
        at.Upstream.Fault(fault, times: 3);

        var (_, error) = await at.AskAsync();

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
        await using var at = await StartAsync(fault);
        at.Upstream.Reply("12345678").Fault(fault);

        var (text, _) = await at.AskAsync();

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
        await using var at = await StartAsync(fault);
        at.Upstream.Reply("Hello").Fault(fault, times);

        var watch = Stopwatch.StartNew();
        var (text, error) = await at.AskAsync();

        Assert.That(error, Is.Null);
        Assert.That(text, Is.EqualTo("Hello"));
        Assert.That(at.Upstream.Calls, Is.EqualTo(times + 1));
        Assert.That(watch.ElapsedMilliseconds, Is.GreaterThanOrEqualTo(times == 1 ? 149 : 449));
    }

    [Test]
    public async Task A_short_Retry_After_is_obeyed()
    {
        await using var at = await StartAsync(UpstreamFault.RateLimitedShort);
        at.Upstream.Fault(UpstreamFault.RateLimitedShort);

        var watch = Stopwatch.StartNew();
        var (_, error) = await at.AskAsync();

        Assert.That(error, Is.Null);
        Assert.That(watch.ElapsedMilliseconds, Is.InRange(990, 4000));
    }

    [Test]
    public async Task A_long_Retry_After_is_told_at_once()
    {
        await using var at = await StartAsync(UpstreamFault.RateLimitedLong);
        at.Upstream.Fault(UpstreamFault.RateLimitedLong);

        var watch = Stopwatch.StartNew();
        var (_, error) = await at.AskAsync();

        Assert.That(((ModelException)error!).RetryAfter, Is.EqualTo(TimeSpan.FromHours(1)));
        Assert.That(watch.ElapsedMilliseconds, Is.LessThan(3000));
    }

    [Test]
    public async Task The_whole_answer_has_a_limit_too()
    {
        await using var at = await UpstreamModel.StartAsync(o => o with { WholeTimeout = Short });
        at.Upstream.Fault(UpstreamFault.StallInMidStream);

        var (_, error) = await at.AskAsync();

        Assert.That(((ModelException)error!).Failure, Is.EqualTo(ModelFailure.ModelTimeout));
        Assert.That(error.Message, Does.Contain("did not finish within 0.4 seconds"));
    }

    [Test]
    public async Task An_error_without_an_end_is_told_by_its_status()
    {
        await using var at = await UpstreamModel.StartAsync(o => o with { MaxAttempts = 1, WholeTimeout = Short });
        at.Upstream.Fault(UpstreamFault.StallInError);

        var (_, error) = await at.AskAsync();

        Assert.That(((ModelException)error!).Failure, Is.EqualTo(ModelFailure.ModelServerError));
    }
}

using System.Text;
using Microsoft.AspNetCore.Http;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Identity;

/// <summary>Providers that fail, at every address: it is told fast and in our words, and heals by itself.</summary>
[TestFixture]
internal sealed class ProviderFaultsTests
{
    private static readonly string[] Addresses =
    [
        ProviderServer.Discovery,
        ProviderServer.Keys,
        ProviderServer.Token,
        ProviderServer.UserInfo,
        ProviderServer.Emails,
    ];

    private static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);

    private readonly ManualClock _clock = new();
    private ProviderServer _fake = null!;
    private ProviderClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _fake = await ProviderServer.StartAsync(_clock);
        _client = new ProviderClient(
            _fake,
            _clock,
            _fake.OpenIdConnect() with
            {
                EmailsEndpoint = new Uri($"{_fake.Address}{ProviderServer.Emails}"),
            }
        );
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _fake.DisposeAsync();
    }

    private static IEnumerable<TestCaseData> Answers()
    {
        (int Status, string Body, string Type, string Code)[] answers =
        [
            (500, "planted", "text/plain", "ProviderFailed"),
            (500, "{\"error\":\"invalid_grant\"}", "application/json", "ProviderFailed"),
            (502, "<html>planted</html>", "text/html", "ProviderFailed"),
            (503, "{}", "application/json", "ProviderUnreachable"),
            (429, "{}", "application/json", "ProviderUnreachable"),
            (504, "{}", "application/json", "ProviderTimeout"),
            (401, "<html>planted</html>", "text/html", "ProviderRefused"),
            (200, "<html>planted</html>", "text/html", "ProviderFailed"),
            (200, "{\"planted\":", "application/json", "ProviderFailed"),
            (200, "null", "application/json", "ProviderFailed"),
            (200, "\"planted\"", "application/json", "ProviderFailed"),
            (200, "{\"planted\\ud800\":1,\"planted\\ud800\":2}", "application/json", "ProviderFailed"),
            (200, "", "application/json", "ProviderFailed"),
            (204, "", "application/json", "ProviderFailed"),
            (200, new string('[', 100_000), "application/json", "ProviderFailed"),
        ];
        return from path in Addresses
            from answer in answers
            select new TestCaseData(path, answer.Status, answer.Body, answer.Type, answer.Code).SetArgDisplayNames(
                path,
                $"{answer.Status}",
                answer.Body.Length > 40 ? "deep" : answer.Body
            );
    }

    [TestCaseSource(nameof(Answers))]
    public async Task An_answer_that_is_none_is_told(string path, int status, string body, string type, string code)
    {
        _fake.Answer(path, status, body, type);

        Assert.That((await FailAsync()).ErrorCode, Is.EqualTo(code));
        Assert.That(_fake.Calls.Count(call => call == path), Is.EqualTo(1), "nothing is repeated");
    }

    [TestCaseSource(nameof(Addresses))]
    public async Task A_redirect_is_not_followed(string path)
    {
        _fake.Answer(
            path,
            context =>
            {
                context.Response.Redirect($"{_fake.Address}/elsewhere");
                return Task.CompletedTask;
            }
        );

        Assert.That((await FailAsync()).ErrorCode, Is.EqualTo("ProviderFailed"));
        Assert.That(_fake.Calls, Does.Not.Contain("/elsewhere"));
        Assert.That(_client.Log.Single(), Does.Contain("redirects are not followed"));
    }

    [TestCaseSource(nameof(Addresses))]
    public async Task A_body_without_an_end_is_given_up_after_a_mebibyte(string path)
    {
        var left = new TaskCompletionSource();
        _fake.Answer(path, context => WriteForeverAsync(context, left));

        Assert.That((await FailAsync()).ErrorCode, Is.EqualTo("ProviderFailed"));
        Assert.That(_client.Log.Single(), Does.Contain("1048576 bytes"));
        await left.Task.WaitAsync(Deadline.Longest);
    }

    [TestCaseSource(nameof(Addresses))]
    public async Task A_body_that_is_announced_too_long_is_not_read(string path)
    {
        _fake.Answer(
            path,
            async context =>
            {
                context.Response.ContentLength = (1 << 20) + 1;
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await WaitUntilLeftAsync(context);
            }
        );

        Assert.That((await FailAsync()).ErrorCode, Is.EqualTo("ProviderFailed"));
    }

    [TestCaseSource(nameof(Addresses))]
    public async Task A_response_that_breaks_off_is_told(string path)
    {
        _fake.Answer(
            path,
            async context =>
            {
                context.Response.ContentLength = 100;
                await context.Response.WriteAsync("{", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
            }
        );

        Assert.That((await FailAsync()).ErrorCode, Is.EqualTo("ProviderFailed"));
    }

    [TestCaseSource(nameof(Addresses))]
    public async Task A_provider_that_says_nothing_is_given_up_after_ten_seconds(string path)
    {
        var silent = new TaskCompletionSource();
        _fake.Answer(path, context => SilenceAsync(context, silent, ""));

        var failing = FailAsync();
        await silent.Task.WaitAsync(Deadline.Longest);
        _clock.Advance(TenSeconds - TimeSpan.FromMilliseconds(1));
        Assert.That(failing.IsCompleted, Is.False);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        var error = await failing.WaitAsync(Deadline.Longest);
        Assert.That((error.Kind, error.ErrorCode), Is.EqualTo((ErrorKind.ModelTimeout, "ProviderTimeout")));
    }

    [TestCaseSource(nameof(Addresses))]
    public async Task A_body_that_comes_too_slowly_is_given_up_too(string path)
    {
        var silent = new TaskCompletionSource();
        _fake.Answer(path, context => SilenceAsync(context, silent, "{"));

        var failing = FailAsync();
        await silent.Task.WaitAsync(Deadline.Longest);
        _clock.Advance(TenSeconds);

        Assert.That((await failing.WaitAsync(Deadline.Longest)).ErrorCode, Is.EqualTo("ProviderTimeout"));
    }

    [Test]
    public async Task A_provider_that_is_slow_everywhere_is_given_up_after_twenty_seconds()
    {
        var address = await _client.AuthorizeAsync();
        _fake.Called = () => _clock.Advance(TimeSpan.FromSeconds(9));

        // The third call is the one too many: token, claims, email addresses.
        var error = await _client.FailAsync(() => _client.RedeemAsync(_fake.SignIn(address)));

        Assert.That(error.ErrorCode, Is.EqualTo("ProviderTimeout"));
        Assert.That(_client.Log.Single(), Does.Contain("20 s"));
        Assert.That(_fake.Calls.Count(call => call == ProviderServer.UserInfo), Is.EqualTo(1));
    }

    [TestCaseSource(nameof(Addresses))]
    public async Task Who_leaves_waits_no_longer(string path)
    {
        var silent = new TaskCompletionSource();
        _fake.Answer(path, context => SilenceAsync(context, silent, ""));
        using var leave = new CancellationTokenSource();

        var waiting = SignInAsync(leave.Token);
        await silent.Task.WaitAsync(Deadline.Longest);
        await leave.CancelAsync();

        await Assert.CatchAsync<OperationCanceledException>(() => waiting.WaitAsync(Deadline.Longest));
        Assert.That(_client.Log, Is.Empty);
    }

    [Test]
    public async Task A_provider_that_is_away_is_told_and_found_again_without_a_restart()
    {
        var port = new Uri(_fake.Address).Port;
        await _fake.DisposeAsync();

        var away = await FailAsync();
        _fake = await ProviderServer.StartAsync(_clock, port);
        var atOnce = await FailAsync();
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.That((away.Kind, away.ErrorCode), Is.EqualTo((ErrorKind.Unavailable, "ProviderUnreachable")));
        Assert.That(atOnce.ErrorCode, Is.EqualTo("ProviderUnreachable"));
        Assert.That(_fake.Calls, Is.Empty, "it is not asked again and again");
        Assert.That((await _client.SignInAsync(_fake)).Subject, Is.EqualTo("person-1"));
    }

    [Test]
    public async Task A_host_whose_name_nobody_knows_is_told()
    {
        using var client = new ProviderClient(_fake, _clock, _fake.OpenIdConnect() with { Issuer = "https://planted.invalid" });

        var error = await client.FailAsync(() => client.AuthorizeAsync());

        Assert.That(error.ErrorCode, Is.EqualTo("ProviderUnreachable"));
    }

    private Task<ServiceException> FailAsync() => _client.FailAsync(() => SignInAsync(default));

    private async Task SignInAsync(CancellationToken cancel)
    {
        var address = await _client.AuthorizeAsync(cancel);
        await _client.RedeemAsync(_fake.SignIn(address), cancel: cancel);
    }

    private static async Task SilenceAsync(HttpContext context, TaskCompletionSource silent, string begin)
    {
        if (begin.Length > 0)
        {
            await context.Response.WriteAsync(begin, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
        silent.SetResult();
        await WaitUntilLeftAsync(context);
    }

    private static async Task WaitUntilLeftAsync(HttpContext context)
    {
        var left = new TaskCompletionSource();
        await using (context.RequestAborted.Register(left.SetResult))
            await left.Task;
    }

    private static async Task WriteForeverAsync(HttpContext context, TaskCompletionSource left)
    {
        var piece = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));
        try
        {
            while (true)
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            left.SetResult();
        }
    }
}

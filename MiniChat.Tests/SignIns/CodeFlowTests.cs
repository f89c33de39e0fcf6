using MiniChat.ServiceInterface.SignIns;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.SignIns;

/// <summary>Beginning and finishing a sign-in by code.</summary>
[TestFixture]
internal sealed class CodeFlowTests
{
    private ManualClock _clock = null!;
    private MiniChatServer _server = null!;
    private CodeFlow _flow = null!;

    [SetUp]
    public async Task Start()
    {
        _clock = new ManualClock();
        _server = MiniChatServer.Start(clock: _clock);
        _flow = await CodeFlow.StartAsync(_server);
    }

    [TearDown]
    public async Task Stop()
    {
        _flow.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task A_code_gives_a_token_that_works_everywhere()
    {
        var begun = await _flow.BeginAsync();

        var token = await _flow.TokenAsync(await _flow.CodeAsync(begun.State), begun.State);

        Assert.That(await _flow.IsGoodAsync(token), Is.True);
    }

    [Test]
    public async Task A_beginning_tells_an_absolute_address_and_is_nobodys_to_keep()
    {
        var reply = await _flow.Http.GetAsync("/user/auth-code");

        Assert.That((string)reply.Json["loginUrl"]!, Is.EqualTo($"{_server.Address}sign-in?state={reply.Json["state"]}"));
        Assert.That(SignInSecrets.IsShaped((string)reply.Json["state"]!), Is.True);
        Assert.That(reply.Header("Cache-Control"), Is.EqualTo("no-store"));
        Assert.That(
            reply.Cookies.Single(),
            Does.Match("^mc-browser=[A-Za-z0-9_-]{43}; max-age=600; path=/; samesite=lax; httponly$")
        );
    }

    [Test]
    public async Task States_and_codes_are_new_each_time()
    {
        var states = new HashSet<string>();
        for (var i = 0; i < 5; i++)
        {
            var begun = await _flow.BeginAsync();
            states.Add(begun.State);
            states.Add(await _flow.CodeAsync(begun.State));
        }

        Assert.That(states, Has.Count.EqualTo(10));
    }

    [TestCase("", "The sign-in came back without its code; begin it again.")]
    [TestCase("?state={state}", "The sign-in came back without its code; begin it again.")]
    [TestCase("?code={code}", "The sign-in came back without its state; begin it again.")]
    [TestCase("?code={code}&state=", "The sign-in came back without its state; begin it again.")]
    [TestCase("?code={code}&code=b&state={state}", "The sign-in came back with more than one code; begin it again.")]
    [TestCase("?code={code}&state={state}&state={state}", "The sign-in came back with more than one state; begin it again.")]
    [TestCase("?code={code}&state=abc", "The sign-in is not known or has expired; begin it again.")]
    [TestCase("?code={code}&state={other}", "The sign-in is not known or has expired; begin it again.")]
    [TestCase("?code={code}&state=%00%ff%27--", "The sign-in is not known or has expired; begin it again.")]
    [TestCase("?code={other}&state={state}", "The code is not the one of this sign-in; use it as it came, or begin again.")]
    [TestCase("?code={state}&state={state}", "The code is not the one of this sign-in; use it as it came, or begin again.")]
    [TestCase("?error=server_error&state={state}", "The provider could not sign you in; begin the sign-in again.")]
    [TestCase(
        "?error=<b>&error_description=planted&code={code}&state={state}",
        "The provider could not sign you in; begin the sign-in again."
    )]
    public async Task What_does_not_fit_is_refused_and_burns_nothing(string query, string sentence)
    {
        var begun = await _flow.BeginAsync();
        var code = await _flow.CodeAsync(begun.State);
        var sent = query
            .Replace("{code}", code, StringComparison.Ordinal)
            .Replace("{state}", begun.State, StringComparison.Ordinal)
            .Replace("{other}", SignInSecrets.New(), StringComparison.Ordinal);

        var reply = await _flow.Http.GetAsync("/user/auth-callback" + sent);

        Assert.That(reply.Status, Is.EqualTo(400));
        Assert.That((string)reply.Json["message"]!, Is.EqualTo(sentence));
        Assert.That(reply.Header("Cache-Control"), Is.EqualTo("no-store"));
        Assert.That(await _flow.IsGoodAsync(await _flow.TokenAsync(code, begun.State)), Is.True);
    }

    [Test]
    public async Task Who_called_it_off_is_told_so()
    {
        var reply = await _flow.Http.GetAsync("/user/auth-callback?error=access_denied&state=x");

        Assert.That(reply.Status, Is.EqualTo(403));
        Assert.That((string)reply.Json["message"]!, Does.StartWith("The sign-in was refused"));
    }

    [Test]
    public async Task Nobody_finishes_who_has_not_signed_in()
    {
        var begun = await _flow.BeginAsync();

        var reply = await _flow.FinishAsync(SignInSecrets.New(), begun.State);

        Assert.That(reply.Status, Is.EqualTo(400));
    }

    [Test]
    public async Task A_code_of_another_sign_in_is_not_taken()
    {
        var mine = await _flow.BeginAsync();
        var other = await _flow.BeginAsync();
        var code = await _flow.CodeAsync(other.State);
        await _flow.CodeAsync(mine.State);

        Assert.That((await _flow.FinishAsync(code, mine.State)).Status, Is.EqualTo(400));
        await _flow.TokenAsync(code, other.State);
    }

    [Test]
    public async Task A_code_is_good_for_60_seconds()
    {
        var begun = await _flow.BeginAsync();
        var code = await _flow.CodeAsync(begun.State);
        _clock.Advance(TimeSpan.FromSeconds(60));

        var reply = await _flow.FinishAsync(code, begun.State);

        Assert.That(reply.Status, Is.EqualTo(400));
        Assert.That(
            (string)reply.Json["message"]!,
            Is.EqualTo("The code has expired, it is good for 60 seconds; begin the sign-in again.")
        );
        var second = await _flow.CodeAsync(begun.State);
        _clock.Advance(TimeSpan.FromSeconds(59));
        await _flow.TokenAsync(second, begun.State);
    }

    [Test]
    public async Task A_sign_in_lasts_ten_minutes()
    {
        var begun = await _flow.BeginAsync();
        _clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        var code = await _flow.CodeAsync(begun.State);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That((await _flow.FinishAsync(code, begun.State)).Status, Is.EqualTo(400));
        Assert.That((await _flow.SendFormAsync(begun.State)).Status, Is.EqualTo(400));
    }

    [Test]
    public async Task Signing_in_once_more_before_the_use_gives_another_code_in_place_of_the_first()
    {
        var begun = await _flow.BeginAsync();
        var first = await _flow.CodeAsync(begun.State);
        var second = await _flow.CodeAsync(begun.State);

        Assert.That((await _flow.FinishAsync(first, begun.State)).Status, Is.EqualTo(400));
        await _flow.TokenAsync(second, begun.State);
    }

    [Test]
    public async Task A_replay_is_refused_and_ends_the_session_at_once()
    {
        var begun = await _flow.BeginAsync();
        var code = await _flow.CodeAsync(begun.State);
        var token = await _flow.TokenAsync(code, begun.State);
        Assert.That(await _flow.IsGoodAsync(token), Is.True);

        var replay = await _flow.FinishAsync(code, begun.State);

        Assert.That(replay.Status, Is.EqualTo(400));
        Assert.That((string)replay.Json["message"]!, Is.EqualTo("The sign-in was finished before; begin it again."));
        Assert.That(await _flow.IsGoodAsync(token), Is.False);
    }

    [Test]
    public async Task A_wrong_code_after_the_use_ends_nothing()
    {
        var begun = await _flow.BeginAsync();
        var token = await _flow.TokenAsync(await _flow.CodeAsync(begun.State), begun.State);

        var reply = await _flow.FinishAsync(SignInSecrets.New(), begun.State);

        Assert.That(reply.Status, Is.EqualTo(400));
        Assert.That(await _flow.IsGoodAsync(token), Is.True);
    }

    [Test]
    public async Task Of_twenty_at_once_at_most_one_gets_a_token_and_since_the_code_came_twice_none_lives()
    {
        var begun = await _flow.BeginAsync();
        var code = await _flow.CodeAsync(begun.State);

        var replies = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async _ =>
                {
                    using var http = new OneConnection(_server.Address);
                    return await http.GetAsync($"/user/auth-callback?code={code}&state={begun.State}");
                })
        );

        var winners = replies.Where(reply => reply.Status == 200).ToList();
        Assert.That(winners, Has.Count.LessThanOrEqualTo(1));
        Assert.That(replies.Except(winners).Select(reply => reply.Status), Is.All.EqualTo(400));
        foreach (var winner in winners)
            Assert.That(await _flow.IsGoodAsync((string)winner.Json["token"]!), Is.False);
        Assert.That(await DatabaseRows.ReadAsync(_server, "SELECT id FROM sessions WHERE revoked_at IS NULL"), Is.Empty);
    }

    [Test]
    public async Task A_sign_in_survives_a_restart()
    {
        using var folder = new TempFolder();
        Begun begun;
        string code;
        await using (var first = MiniChatServer.Start(folder: folder, clock: _clock))
        {
            using var before = await CodeFlow.StartAsync(first);
            begun = await before.BeginAsync();
            code = await before.CodeAsync(begun.State);
        }

        await using var second = MiniChatServer.Start(folder: folder, clock: _clock);
        using var after = new CodeFlow(second);

        Assert.That(await after.IsGoodAsync(await after.TokenAsync(code, begun.State)), Is.True);
    }
}

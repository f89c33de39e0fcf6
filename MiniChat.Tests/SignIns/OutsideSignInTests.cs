using Microsoft.Extensions.DependencyInjection;
using MiniChat.ServiceInterface.SignIns;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.SignIns;

/// <summary>Signing in at an outside provider: who it is here, and what of a sign-in is used up when.</summary>
[TestFixture]
internal sealed class OutsideSignInTests
{
    private ScriptedProvider _provider = null!;
    private MiniChatServer _server = null!;
    private CodeFlow _flow = null!;

    [SetUp]
    public async Task Start()
    {
        _provider = new ScriptedProvider();
        _server = MiniChatServer.Start(services: Outside);
        _flow = await CodeFlow.StartAsync(_server);
    }

    [TearDown]
    public async Task Stop()
    {
        _flow.Dispose();
        await _server.DisposeAsync();
    }

    private void Outside(IServiceCollection services) => services.AddSingleton<IIdentityProvider>(_provider);

    private async Task<string> SignInAsync(OutsideIdentity who)
    {
        var begun = await _flow.BeginAsync();
        return await _flow.TokenAsync(_provider.SignIn(who), begun.State);
    }

    private async Task<(string Id, string Name, string? Email, string? Shown)> WhoIsAsync(string token)
    {
        var reply = await _flow.Http.GetAsync("/auth", ("Authorization", $"Bearer {token}"));
        Assert.That(reply.Status, Is.EqualTo(200), reply.Body);
        var id = (string)reply.Json["userId"]!;
        var email = (await DatabaseRows.ReadAsync(_server, $"SELECT email FROM accounts WHERE id = {id}")).Single();
        return (id, (string)reply.Json["userName"]!, email, (string?)reply.Json["displayName"]);
    }

    private static OutsideIdentity Person(string subject, string? name = null) => new() { Subject = subject, UserName = name };

    [Test]
    public async Task The_first_sign_in_makes_an_account_and_later_ones_find_it()
    {
        var first = await WhoIsAsync(
            await SignInAsync(
                Person("s1", "grace") with
                {
                    DisplayName = "Grace Hopper",
                    Email = "grace@example.org",
                    IsEmailVerified = true,
                }
            )
        );
        var second = await WhoIsAsync(await SignInAsync(Person("s1", "another") with { DisplayName = "Other" }));

        Assert.That(first, Is.EqualTo((first.Id, "grace", "grace@example.org", "Grace Hopper")));
        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public async Task Somebody_with_the_name_or_address_of_an_account_gets_another_one()
    {
        var who = await WhoIsAsync(
            await SignInAsync(Person("s1", "ADA") with { Email = "ada@example.org", IsEmailVerified = true })
        );

        Assert.That(who, Is.EqualTo((who.Id, "ADA2", (string?)null, (string?)null)));
        Assert.That(who.Id, Is.Not.EqualTo("1"));
        Assert.That((await _flow.Http.PostAsync("/auth", """{"userName":"ADA2","password":""}""")).Status, Is.EqualTo(400));
        var guess = await _flow.Http.PostAsync("/auth", $$"""{"userName":"ADA2","password":"{{MiniChatServer.Password}}"}""");
        Assert.That(guess.Status, Is.EqualTo(401), "without a password none is right");
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("two words")]
    [TestCase("grace@example.org")]
    [TestCase("a\u200Bb")]
    public async Task Who_has_no_name_that_is_allowed_gets_one(string? name)
    {
        var who = await WhoIsAsync(await SignInAsync(Person("s1", name)));

        Assert.That(who.Name, Does.Match("^user[0-9a-f]{8}$"));
    }

    [Test]
    public async Task Twelve_of_one_name_all_get_in()
    {
        var names = new List<string>();
        for (var i = 0; i < 12; i++)
            names.Add((await WhoIsAsync(await SignInAsync(Person($"s{i}", "grace")))).Name);

        Assert.That(names[..3], Is.EqualTo(new[] { "grace", "grace2", "grace3" }));
        Assert.That(names.Distinct().Count(), Is.EqualTo(12));
    }

    [TestCase("grace@example.org", false)]
    [TestCase("no address", true)]
    public async Task An_address_that_is_not_verified_or_none_is_not_kept(string email, bool isVerified)
    {
        var who = await WhoIsAsync(await SignInAsync(Person("s1", "grace") with { Email = email, IsEmailVerified = isVerified }));

        Assert.That(who.Email, Is.Null);
    }

    [Test]
    public async Task Many_first_sign_ins_at_once_give_one_account()
    {
        var codes = new List<(string Code, string State)>();
        for (var i = 0; i < 10; i++)
            codes.Add((_provider.SignIn(Person("s1", "grace")), (await _flow.BeginAsync()).State));

        var replies = await Task.WhenAll(
            codes.Select(async sent =>
            {
                using var http = new OneConnection(_server.Address);
                return await http.GetAsync($"/user/auth-callback?code={sent.Code}&state={sent.State}");
            })
        );

        Assert.That(replies.Select(reply => reply.Status), Is.All.EqualTo(200));
        Assert.That(
            await DatabaseRows.ReadAsync(_server, "SELECT user_name FROM accounts ORDER BY id"),
            Is.EqualTo(new[] { "ada", "grace" })
        );
        Assert.That(await DatabaseRows.ReadAsync(_server, "SELECT subject FROM identities"), Is.EqualTo(new[] { "s1" }));
    }

    [Test]
    public async Task A_wrong_state_or_browser_does_not_reach_the_provider()
    {
        var begun = await _flow.BeginAsync(CodeFlow.SameOrigin);
        var code = _provider.SignIn(Person("s1"));

        Assert.That((await _flow.FinishAsync(code, SignInSecrets.New())).Status, Is.EqualTo(400));
        Assert.That((await _flow.FinishAsync(code, begun.State, CodeFlow.SameOrigin)).Status, Is.EqualTo(400));
        Assert.That(_provider.Redeemed, Is.Zero);
        await _flow.TokenAsync(code, begun.State, CodeFlow.SameOrigin, begun.Cookie);
    }

    [Test]
    public async Task A_provider_that_fails_leaves_the_sign_in_used_up_and_that_is_told()
    {
        var begun = await _flow.BeginAsync();
        var code = _provider.SignIn(Person("s1"));
        _provider.Failure = new ServiceException(ErrorKind.Unavailable, "The provider cannot be reached.")
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        };
        var failed = await _flow.FinishAsync(code, begun.State);
        _provider.Failure = null;

        var again = await _flow.FinishAsync(code, begun.State);

        Assert.That(failed.Status, Is.EqualTo(503));
        Assert.That(failed.Header("Retry-After"), Is.EqualTo("5"));
        Assert.That(
            (string)failed.Json["message"]!,
            Is.EqualTo("The provider cannot be reached. This sign-in is used up; begin it again.")
        );
        Assert.That(again.Status, Is.EqualTo(400));
        Assert.That(_provider.Redeemed, Is.EqualTo(1));
    }

    [Test]
    public async Task A_provider_that_cannot_be_asked_leaves_no_sign_in_behind()
    {
        _provider.Failure = new ServiceException(ErrorKind.Unavailable, "The provider cannot be reached.");

        var reply = await _flow.Http.GetAsync("/user/auth-code");

        Assert.That(reply.Status, Is.EqualTo(503));
        Assert.That(await DatabaseRows.ReadAsync(_server, "SELECT state_hash FROM code_sign_ins"), Is.Empty);
    }

    [Test]
    public async Task A_replay_ends_the_session_also_here()
    {
        var begun = await _flow.BeginAsync();
        var code = _provider.SignIn(Person("s1"));
        var token = await _flow.TokenAsync(code, begun.State);

        Assert.That((await _flow.FinishAsync(_provider.SignIn(Person("s2")), begun.State)).Status, Is.EqualTo(400));
        Assert.That(await _flow.IsGoodAsync(token), Is.True, "another code is no replay");
        Assert.That((await _flow.FinishAsync(code, begun.State)).Status, Is.EqualTo(400));
        Assert.That(await _flow.IsGoodAsync(token), Is.False);
        Assert.That(_provider.Redeemed, Is.EqualTo(1));
    }

    [Test]
    public async Task A_replay_before_there_is_a_session_refuses_the_first_one_too()
    {
        var begun = await _flow.BeginAsync();
        var code = _provider.SignIn(Person("s1"));
        var pause = new TaskCompletionSource();
        _provider.Pause = pause.Task;
        using var other = new OneConnection(_server.Address);
        var first = other.GetAsync($"/user/auth-callback?code={code}&state={begun.State}");
        for (var soon = Deadline.Soon; _provider.Redeemed == 0; soon.ThrowIfCancellationRequested())
            await Task.Yield();

        var replay = await _flow.FinishAsync(code, begun.State);
        pause.SetResult();

        Assert.That(replay.Status, Is.EqualTo(400));
        Assert.That((await first).Status, Is.EqualTo(400));
        Assert.That(await DatabaseRows.ReadAsync(_server, "SELECT id FROM sessions WHERE revoked_at IS NULL"), Is.Empty);
    }

    [Test]
    public async Task The_secrets_of_a_sign_in_go_with_its_use()
    {
        var begun = await _flow.BeginAsync();
        const string Secrets = "SELECT coalesce(verifier, '') || coalesce(nonce, '') FROM code_sign_ins";
        Assert.That((await DatabaseRows.ReadAsync(_server, Secrets)).Single(), Has.Length.EqualTo(86));

        await _flow.TokenAsync(_provider.SignIn(Person("s1")), begun.State);

        Assert.That((await DatabaseRows.ReadAsync(_server, Secrets)).Single(), Is.Empty);
    }

    [Test]
    public async Task Who_took_the_name_of_the_admin_to_be_is_not_the_admin()
    {
        using var folder = new TempFolder();
        await using (var before = MiniChatServer.Start(folder: folder, services: Outside))
        {
            using var flow = new CodeFlow(before);
            await flow.TokenAsync(_provider.SignIn(Person("s1", "root")), (await flow.BeginAsync()).State);
        }

        await using var server = MiniChatServer.Start(
            folder: folder,
            services: Outside,
            settings: new() { ["MiniChat__Admin__UserName"] = "root", ["MiniChat__Admin__Password"] = "a long password" }
        );
        using var after = new CodeFlow(server);
        var token = await after.TokenAsync(_provider.SignIn(Person("s1", "root")), (await after.BeginAsync()).State);
        var who = await after.Http.GetAsync("/auth", ("Authorization", $"Bearer {token}"));

        Assert.That((string)who.Json["userName"]!, Is.EqualTo("root2"));
        Assert.That(who.Json["roles"]!.AsArray().Select(role => (string)role!), Is.EqualTo(new[] { "User" }));
    }

    [Test]
    public async Task Our_own_page_is_not_there()
    {
        var begun = await _flow.BeginAsync();

        Assert.That(begun.LoginUrl.Host, Is.EqualTo("id.example.org"));
        var shown = await _flow.Http.GetAsync($"/sign-in?state={begun.State}");
        var sent = await _flow.SendFormAsync(begun.State);
        foreach (var reply in new[] { shown, sent })
        {
            Assert.That(reply.Status, Is.EqualTo(404));
            Assert.That(reply.Header("Content-Type"), Is.EqualTo("text/html; charset=utf-8"));
            Assert.That(reply.Body, Does.Not.Contain("<form"));
        }
    }
}

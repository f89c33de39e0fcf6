using MiniChat.ServiceInterface.Accounts;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

[TestFixture]
public sealed class SignInLimitsTests
{
    private TestAccounts _accounts = null!;

    [SetUp]
    public async Task Start()
    {
        _accounts = await TestAccounts.StartAsync();
        await _accounts.RegisterAsync("alice");
    }

    [TearDown]
    public async Task Stop() => await _accounts.DisposeAsync();

    [TestCase("alice")]
    [TestCase("nobody")]
    public async Task Ten_failures_lock_the_address_out_for_fifteen_minutes(string name)
    {
        for (var i = 0; i < 10; i++)
            await GuessAsync(name, ErrorKind.Unauthorized);

        var error = await GuessAsync(name, ErrorKind.TooMany);

        Assert.That(error.RetryAfter, Is.EqualTo(TimeSpan.FromMinutes(15)));
        Assert.That(error.Message, Is.EqualTo("Too many failed sign-ins; try again in 15 minutes."));
        _accounts.Clock.Advance(TimeSpan.FromMinutes(15));
        await GuessAsync(name, ErrorKind.Unauthorized);
    }

    [Test]
    public async Task The_owner_gets_in_from_elsewhere_while_a_guesser_is_locked_out()
    {
        for (var i = 0; i < 40; i++)
            await TryAsync("alice", "wrong password", "10.0.0.66");

        Assert.That((await _accounts.SignInAsync("alice", address: "10.0.0.1")).BearerToken, Is.Not.Null);
        var error = await Assert.ThrowsAsync<ServiceException>(() => _accounts.SignInAsync("alice", address: "10.0.0.66"));
        Assert.That(error!.Kind, Is.EqualTo(ErrorKind.TooMany), "not even with the right password");
    }

    [Test]
    public async Task Spellings_of_a_name_and_of_an_address_do_not_help()
    {
        await _accounts.Services.Post(
            new Register
            {
                UserName = "bob",
                Email = "bob@b.c",
                Password = "right password",
            },
            TestAccounts.From("10.0.0.1"),
            default
        );
        string[] names = ["bob", "BOB", "bob@b.c", "BOB@B.C", "ｂｏｂ"];
        string[] addresses = ["10.0.0.1", "::ffff:10.0.0.1"];

        var kinds = new List<ErrorKind?>();
        for (var i = 0; i < 11; i++)
            kinds.Add(await TryAsync(names[i % names.Length], "wrong password", addresses[i % addresses.Length]));

        Assert.That(kinds.Count(kind => kind == ErrorKind.Unauthorized), Is.EqualTo(10));
        Assert.That(kinds[10], Is.EqualTo(ErrorKind.TooMany));
    }

    [Test]
    public async Task An_IPv6_network_counts_as_one_address()
    {
        for (var i = 0; i < 10; i++)
            await TryAsync("alice", "wrong password", $"2001:db8::{i:x}");

        Assert.That(await TryAsync("alice", "wrong password", "2001:db8::ffff"), Is.EqualTo(ErrorKind.TooMany));
        Assert.That(await TryAsync("alice", "wrong password", "2001:db8:0:1::1"), Is.EqualTo(ErrorKind.Unauthorized));
    }

    [Test]
    public async Task Guessing_from_many_addresses_ends_after_25_failures()
    {
        var kinds = new List<ErrorKind?>();
        for (var i = 0; i < 30; i++)
            kinds.Add(await TryAsync("alice", "wrong password", $"10.0.1.{i}"));

        Assert.That(kinds.Count(kind => kind == ErrorKind.Unauthorized), Is.EqualTo(25));
        Assert.That(kinds.Skip(25), Is.All.EqualTo(ErrorKind.TooMany));
    }

    [Test]
    public async Task Twenty_guesses_at_once_do_not_slip_by()
    {
        var kinds = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => TryAsync("alice", "wrong password", "10.0.0.1")));

        Assert.That(kinds.Count(kind => kind == ErrorKind.Unauthorized), Is.EqualTo(10));
        Assert.That(kinds.Count(kind => kind == ErrorKind.TooMany), Is.EqualTo(10));
    }

    [Test]
    public async Task Twenty_right_sign_ins_at_once_all_get_in()
    {
        var kinds = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => TryAsync("alice", "right password", "10.0.0.1")));

        Assert.That(kinds, Is.All.Null);
    }

    [Test]
    public async Task A_success_wipes_the_failures_of_the_account_from_there()
    {
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 9; i++)
                await GuessAsync("alice", ErrorKind.Unauthorized);
            await _accounts.SignInAsync("alice");
        }

        await GuessAsync("alice", ErrorKind.Unauthorized);
    }

    [Test]
    public async Task Spraying_many_names_from_one_address_ends_after_the_limit_and_successes_are_free()
    {
        for (var i = 0; i < 60; i++)
        {
            Assert.That(await TryAsync($"nobody{i}", "wrong password", "10.0.0.66"), Is.EqualTo(ErrorKind.Unauthorized));
            if (i % 20 == 0)
                await _accounts.SignInAsync("alice", address: "10.0.0.66");
        }

        Assert.That(await TryAsync("nobody", "wrong password", "10.0.0.66"), Is.EqualTo(ErrorKind.TooMany));
        Assert.That(await TryAsync("nobody", "wrong password", "10.0.0.67"), Is.EqualTo(ErrorKind.Unauthorized));
        _accounts.Clock.Advance(TimeSpan.FromHours(1));
        Assert.That(await TryAsync("nobody", "wrong password", "10.0.0.66"), Is.EqualTo(ErrorKind.Unauthorized));
    }

    [Test]
    public async Task Registrations_of_an_address_are_limited_and_only_successes_count()
    {
        await using var accounts = await TestAccounts.StartAsync(("MiniChat:Limits:RegistrationsPerHour", "2"));
        await accounts.RegisterAsync("a");
        for (var i = 0; i < 5; i++)
            await Assert.ThrowsAsync<ServiceException>(() => accounts.RegisterAsync("a"));
        await accounts.RegisterAsync("b");

        var error = await Assert.ThrowsAsync<ServiceException>(() => accounts.RegisterAsync("c"));

        Assert.That(error!.Kind, Is.EqualTo(ErrorKind.TooMany));
        Assert.That(error.Message, Is.EqualTo("Too many registrations from this address; try again in 60 minutes."));
        await accounts.RegisterAsync("c", address: "10.0.0.2");
        accounts.Clock.Advance(TimeSpan.FromHours(1));
        await accounts.RegisterAsync("d");
    }

    [Test]
    public async Task No_limit_is_no_limit()
    {
        await using var accounts = await TestAccounts.StartAsync(
            ("MiniChat:Limits:RegistrationsPerHour", "0"),
            ("MiniChat:Limits:FailedSignInsPerHour", "0")
        );

        for (var i = 0; i < 70; i++)
        {
            await accounts.RegisterAsync($"user{i}");
            var error = await Assert.ThrowsAsync<ServiceException>(() => accounts.SignInAsync($"nobody{i}"));
            Assert.That(error!.Kind, Is.EqualTo(ErrorKind.Unauthorized));
        }
    }

    [Test]
    public async Task A_full_line_is_told_at_once()
    {
        using var queue = new PasswordQueue(1);
        var gate = new TaskCompletionSource<bool>();
        var waiting = Enumerable
            .Range(0, PasswordQueue.Capacity)
            .Select(_ => queue.TakeTurnAsync(() => gate.Task, default))
            .ToList();

        var error = await Assert.ThrowsAsync<ServiceException>(() => queue.TakeTurnAsync(() => gate.Task, default));
        gate.SetResult(true);
        await Task.WhenAll(waiting);

        Assert.That((error!.Kind, error.RetryAfter), Is.EqualTo((ErrorKind.Unavailable, (TimeSpan?)TimeSpan.FromSeconds(2))));
        Assert.That(await queue.TakeTurnAsync(() => queue.RunAsync(() => 42), default), Is.EqualTo(42));
    }

    private async Task<ServiceException> GuessAsync(string name, ErrorKind expected)
    {
        var error = await Assert.ThrowsAsync<ServiceException>(() => _accounts.SignInAsync(name, "wrong password"));
        Assert.That(error!.Kind, Is.EqualTo(expected));
        return error;
    }

    private async Task<ErrorKind?> TryAsync(string name, string password, string address)
    {
        try
        {
            await _accounts.SignInAsync(name, password, address);
            return null;
        }
        catch (ServiceException e)
        {
            return e.Kind;
        }
    }
}

using MiniChat.Stack;
using MiniChat.Stack.Streams;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Accounts;

/// <summary>When what is open ends with the token or API key that opened it.</summary>
[TestFixture]
internal sealed class TokenExpiryTests
{
    private readonly ManualClock _clock = new();

    private CancellationTokenSource SourceOf(TimeSpan? life) =>
        TokenExpiry.SourceOf(new Caller { AccountId = 1, TokenExpires = _clock.GetUtcNow() + life }, _clock);

    [TestCase(1)]
    [TestCase(19)]
    [TestCase(20)]
    [TestCase(21)]
    [TestCase(3650)]
    public void It_comes_at_its_time_and_not_before(int days)
    {
        using var expired = SourceOf(TimeSpan.FromDays(days));

        _clock.Advance(TimeSpan.FromDays(days) - TimeSpan.FromSeconds(1));
        Assert.That(expired.IsCancellationRequested, Is.False);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(expired.IsCancellationRequested, Is.True);
    }

    [Test]
    public void One_that_is_over_has_come_and_one_without_an_end_never_comes()
    {
        using var over = SourceOf(TimeSpan.FromSeconds(-1));
        using var never = SourceOf(null);
        _clock.Advance(TimeSpan.FromDays(1));

        Assert.That((over.IsCancellationRequested, never.IsCancellationRequested), Is.EqualTo((true, false)));
    }

    [Test]
    public void What_was_closed_before_is_left_alone()
    {
        SourceOf(TimeSpan.FromDays(40)).Dispose();

        Assert.That(() => _clock.Advance(TimeSpan.FromDays(41)), Throws.Nothing);
    }
}

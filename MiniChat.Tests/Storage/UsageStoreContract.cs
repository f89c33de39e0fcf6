using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.Usages;
using MiniChat.ServiceModel;

namespace MiniChat.Tests.Storage;

/// <summary>What every engine promises of the ledger: how it is summed.</summary>
internal abstract class UsageStoreContract
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 23, 59, 59, 999, TimeSpan.Zero);

    protected IUsageStore Usages { get; set; } = null!;
    protected IAccountStore Accounts { get; set; } = null!;

    /// <summary>Makes an account and gives its number.</summary>
    protected abstract Task<long> NewAccountAsync();

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    private static UsageEntry EntryOf(long account, string model = "m", AnswerState state = AnswerState.Completed) =>
        new()
        {
            AccountId = account,
            Model = model,
            Door = "question",
            State = state,
            PromptTokens = 7,
            CompletionTokens = 1,
            At = Now,
        };

    private Task<IReadOnlyList<UsageSum>> SumAsync(long? account, long? key = null) =>
        Usages.SumAsync(
            new UsageFilter
            {
                AccountId = account,
                KeyId = key,
                From = Now.AddDays(-30),
                To = Now.AddDays(30),
            },
            Cancel
        );

    [Test]
    public async Task Sums_are_by_day_and_model_the_newest_day_first()
    {
        var account = await NewAccountAsync();
        await Usages.AddAsync(
            [
                EntryOf(account, "b"),
                EntryOf(account, "a") with
                {
                    IsEstimated = true,
                },
                EntryOf(account, "a", AnswerState.Failed),
                EntryOf(account, "a", AnswerState.Interrupted) with
                {
                    PromptTokens = 5_000_000_000,
                },
                EntryOf(account, "a", AnswerState.Stopped) with
                {
                    At = Now.AddMilliseconds(1),
                },
            ],
            Cancel
        );

        var sums = await SumAsync(account);

        var day = new DateOnly(2026, 1, 2);
        UsageSum[] expected =
        [
            new()
            {
                Day = day.AddDays(1),
                Model = "a",
                Calls = 1,
                PromptTokens = 7,
                CompletionTokens = 1,
            },
            new()
            {
                Day = day,
                Model = "a",
                Calls = 3,
                PromptTokens = 5_000_000_014,
                CompletionTokens = 3,
                Estimated = 1,
                Failed = 2,
            },
            new()
            {
                Day = day,
                Model = "b",
                Calls = 1,
                PromptTokens = 7,
                CompletionTokens = 1,
            },
        ];
        Assert.That(sums, Is.EqualTo(expected));
    }

    [Test]
    public async Task The_time_begins_within_and_ends_without()
    {
        var account = await NewAccountAsync();
        await Usages.AddAsync([EntryOf(account)], Cancel);

        foreach (var (from, to, calls) in new[] { (0, 1, 1), (1, 2, 0), (-1, 0, 0) })
        {
            var filter = new UsageFilter { From = Now.AddMilliseconds(from), To = Now.AddMilliseconds(to) };
            Assert.That(await Usages.SumAsync(filter, Cancel), Has.Count.EqualTo(calls));
        }
    }

    [Test]
    public async Task A_year_is_summed_day_by_day_each_once_from_the_middle_of_one_to_the_middle_of_another()
    {
        var account = await NewAccountAsync();
        var noons = Enumerable.Range(0, 366).Select(day => Now.Date.AddDays(-day).AddHours(12)).ToList();
        var entries = noons.SelectMany(noon => new[] { -1, 0, 1 }.Select(hours => noon.AddHours(hours)));
        await Usages.AddAsync([.. entries.Select(at => EntryOf(account) with { At = new(at, TimeSpan.Zero) })], Cancel);

        foreach (var of in new long?[] { account, null })
        {
            var (from, to) = (new DateTimeOffset(noons[^1], TimeSpan.Zero), new DateTimeOffset(noons[0], TimeSpan.Zero));
            var sums = await Usages.SumAsync(
                new UsageFilter
                {
                    AccountId = of,
                    From = from,
                    To = to,
                },
                Cancel
            );

            Assert.That(sums.Select(sum => sum.Day), Is.EqualTo(noons.Select(DateOnly.FromDateTime)));
            Assert.That(
                sums.Select(sum => sum.Calls),
                Is.EqualTo(
                    noons.Select(
                        (_, day) =>
                            day is 0 ? 1
                            : day is 365 ? 2
                            : 3
                    )
                )
            );
        }
    }

    [Test]
    public async Task Sums_are_of_one_account_one_key_or_all()
    {
        var account = await NewAccountAsync();
        var other = await NewAccountAsync();
        await Usages.AddAsync(
            [EntryOf(account) with { KeyId = 1 }, EntryOf(account) with { KeyId = 2 }, EntryOf(account), EntryOf(other)],
            Cancel
        );

        var counts = new List<long>();
        foreach (
            var (of, key) in new (long?, long?)[]
            {
                (account, null),
                (account, 1),
                (other, null),
                (null, null),
                (null, 2),
                (other, 1),
            }
        )
            counts.Add((await SumAsync(of, key)).Sum(sum => sum.Calls));

        Assert.That(counts, Is.EqualTo(new long[] { 3, 1, 1, 4, 1, 0 }));
    }

    [Test]
    public async Task The_entries_of_an_account_go_with_it_and_later_ones_are_passed_over()
    {
        var account = await NewAccountAsync();
        var other = await NewAccountAsync();
        await Usages.AddAsync([EntryOf(account)], Cancel);
        await Accounts.DeleteAsync(account, Cancel);

        await Usages.AddAsync([EntryOf(account), EntryOf(other)], Cancel);

        Assert.That((await SumAsync(null)).Sum(sum => sum.Calls), Is.EqualTo(1));
    }
}

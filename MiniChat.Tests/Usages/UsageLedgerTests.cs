using Microsoft.Extensions.Logging;
using MiniChat.ServiceInterface.Usages;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Usages;

/// <summary>The ledger's queue: what waits, what is kept, and what happens when nothing can be kept.</summary>
[TestFixture]
internal sealed class UsageLedgerTests
{
    private ManualClock _clock = null!;
    private HeldStore _store = null!;
    private TestLog _log = null!;
    private ILoggerFactory _logging = null!;
    private UsageLedger _ledger = null!;

    [SetUp]
    public async Task Start()
    {
        _clock = new ManualClock();
        _store = new HeldStore();
        _log = new TestLog();
        _logging = LoggerFactory.Create(logging => logging.AddProvider(_log));
        _ledger = new UsageLedger(_store, _clock, _logging.CreateLogger<UsageLedger>());
        await _ledger.StartingAsync(default);
    }

    [TearDown]
    public void Stop()
    {
        _logging.Dispose();
        _log.Dispose();
    }

    private static UsageEntry Entry(long number) =>
        new()
        {
            AccountId = number,
            Model = "m",
            Door = "/v1/chat/completions",
            State = AnswerState.Completed,
            At = DateTimeOffset.UnixEpoch,
        };

    private static IEnumerable<long> Numbers(int count) => Enumerable.Range(0, count).Select(i => (long)i);

    private async Task UntilAsync(Func<bool> isTrue, bool moveClock = false)
    {
        for (var deadline = Deadline.Soon; !isTrue(); deadline.ThrowIfCancellationRequested())
        {
            if (moveClock)
                _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    [Test]
    public async Task What_is_added_is_kept_in_order_and_in_batches()
    {
        _store.IsHeld = true;
        foreach (var number in Numbers(1200))
            _ledger.Add(Entry(number));
        _store.IsHeld = false;

        await UntilAsync(() => _store.Kept.Count == 1200);

        Assert.That(_store.Kept, Is.EqualTo(Numbers(1200)));
        Assert.That(_store.Batches, Is.LessThan(10));
        await _ledger.StoppedAsync(default);
    }

    [Test]
    public async Task Nothing_is_lost_or_doubled_while_the_store_is_out()
    {
        _store.Fault = new ServiceException(ErrorKind.Unavailable, "Out.");
        foreach (var number in Numbers(700))
            _ledger.Add(Entry(number));
        await UntilAsync(() => _store.Tries >= 4, moveClock: true);
        Assert.That(_store.Kept, Is.Empty);

        _store.Fault = null;

        await UntilAsync(() => _store.Kept.Count == 700, moveClock: true);
        Assert.That(_store.Kept, Is.EqualTo(Numbers(700)));
        Assert.That(_log.Problems, Has.Length.EqualTo(1), "one line for all that fail in a row");
        await _ledger.StoppedAsync(default);
    }

    [Test]
    public async Task The_end_keeps_what_waits_first()
    {
        foreach (var number in Numbers(5000))
            _ledger.Add(Entry(number));

        await _ledger.StoppedAsync(Deadline.Soon);

        Assert.That(_store.Kept, Is.EqualTo(Numbers(5000)));
    }

    [Test]
    public async Task The_end_does_not_wait_for_ever_for_a_store_that_is_out_and_tells_what_is_lost()
    {
        _store.Fault = new ServiceException(ErrorKind.Unavailable, "Out.");
        foreach (var number in Numbers(600))
            _ledger.Add(Entry(number));

        await _ledger.StoppedAsync(Deadline.Soon);

        Assert.That(_store.Kept, Is.Empty);
        var lost = _log.Problems.Where(p => p.Level == LogLevel.Error).Sum(p => int.Parse(p.Text.Split(' ')[0]));
        Assert.That(lost, Is.EqualTo(600));
    }

    [Test]
    public async Task An_entry_at_fault_is_dropped_alone()
    {
        _store.Poison = 3;
        foreach (var number in Numbers(10))
            _ledger.Add(Entry(number));

        await UntilAsync(() => _store.Kept.Count == 9);

        Assert.That(_store.Kept, Is.EquivalentTo(Numbers(10).Where(number => number != 3)));
        await _ledger.StoppedAsync(default);
    }

    [Test]
    public async Task A_full_queue_takes_no_more_throws_nothing_and_tells_once_a_minute()
    {
        _store.IsHeld = true;
        _ledger.Add(Entry(0));
        await UntilAsync(() => _store.Tries == 1);
        for (var i = 0; i < UsageLedger.Capacity; i++)
            _ledger.Add(Entry(1));

        for (var i = 0; i < 50; i++)
            _ledger.Add(Entry(2));
        _clock.Advance(TimeSpan.FromMinutes(1));
        _ledger.Add(Entry(2));

        string[] told = [.. _log.Problems.Select(p => p.Text.Split(' ')[0])];
        Assert.That(told, Is.EqualTo(new[] { "1", "50" }));
        _store.IsHeld = false;
        await _ledger.StoppedAsync(Deadline.Soon);
        Assert.That(_store.Kept, Has.Count.EqualTo(UsageLedger.Capacity + 1));
    }

    /// <summary>A store that a test holds up or breaks.</summary>
    private sealed class HeldStore : IUsageStore
    {
        private volatile TaskCompletionSource? _held;
        private volatile int _tries;

        public List<long> Kept { get; } = [];

        public int Batches { get; private set; }

        public int Tries => _tries;

        public long? Poison { get; set; }

        public Exception? Fault { get; set; }

        public bool IsHeld
        {
            set
            {
                var held = _held;
                _held = value ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;
                held?.TrySetResult();
            }
        }

        public async Task AddAsync(IReadOnlyList<UsageEntry> entries, CancellationToken cancel)
        {
            Interlocked.Increment(ref _tries);
            if (_held is { } held)
                await held.Task.WaitAsync(cancel);
            if (Fault is not null)
                throw Fault;
            if (entries.Any(entry => entry.AccountId == Poison))
                throw new InvalidOperationException("Bad.");
            Batches++;
            Kept.AddRange(entries.Select(entry => entry.AccountId));
        }

        public Task<IReadOnlyList<UsageSum>> SumAsync(UsageFilter filter, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<UsageSum>>([]);
    }
}

using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MiniChat.Host.Observability;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Operations;

/// <summary>Lines that come by the thousand.</summary>
[TestFixture]
internal sealed class LogLinesTests
{
    private static LogLines Of(Stream output) => new(output, NullLogger<LogLines>.Instance);

    private static void Add(LogLines lines, int number) =>
        lines.Add(
            number,
            static (json, item) =>
            {
                json.WriteStartObject();
                json.WriteNumber("n", item);
                json.WriteEndObject();
            }
        );

    [Test]
    public async Task All_lines_of_many_threads_are_written_whole_and_once()
    {
        using var output = new MemoryStream();
        var lines = Of(output);
        await lines.StartAsync(Deadline.Soon);

        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(thread => Task.Run(() => Enumerable.Range(0, 500).ToList().ForEach(i => Add(lines, thread * 500 + i))))
        );
        await lines.StopAsync(Deadline.Soon);

        var written = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(written, Is.EquivalentTo(Enumerable.Range(0, 4000).Select(number => $$"""{"n":{{number}}}""")));
    }

    [Test]
    public async Task An_output_that_takes_nothing_holds_up_nobody_and_fills_no_memory()
    {
        using var output = new StuckStream();
        var lines = Of(output);
        await lines.StartAsync(Deadline.Soon);
        Add(lines, 0);
        await output.Stuck.WaitAsync(Deadline.Soon);

        for (var i = 0; i < 1_000_000; i++)
            Add(lines, i);
        output.Dispose();
        await lines.StopAsync(Deadline.Soon);

        Assert.That(output.Longest, Is.InRange(1, 5 * 1024 * 1024));
    }

    /// <summary>Takes no byte until it is disposed.</summary>
    private sealed class StuckStream : MemoryStream
    {
        private readonly TaskCompletionSource _stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _free = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Stuck => _stuck.Task;

        public int Longest { get; private set; }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Longest = Math.Max(Longest, buffer.Length);
            _stuck.TrySetResult();
            await _free.Task;
        }

        protected override void Dispose(bool disposing) => _free.TrySetResult();
    }
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniChat.Host.Observability;

/// <summary>
/// Lines for the standard output that come by the thousand: those of one moment are written together, and nobody waits for
/// whoever reads them.
/// </summary>
/// <remarks>The framework's console writes each line by itself, which costs more than a quick request does.</remarks>
public sealed class LogLines : BackgroundService
{
    /// <summary>The most bytes that wait while the output takes none; what is more is lost, and told.</summary>
    private const int Most = 4 * 1024 * 1024;

    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly ILogger<LogLines> _logger;
    private readonly Stream _output;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _filled = new(0, 1);
    private readonly Utf8JsonWriter _json = new(Stream.Null, Writing);
    private ArrayBufferWriter<byte> _lines = new();
    private ArrayBufferWriter<byte> _spare = new();
    private int _lost;

    /// <summary>Writes to the standard output.</summary>
    /// <param name="logger">Where lost lines are told.</param>
    public LogLines(ILogger<LogLines> logger)
        : this(Console.OpenStandardOutput(), logger) { }

    /// <summary>Writes to another output.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="logger">Where lost lines are told.</param>
    public LogLines(Stream output, ILogger<LogLines> logger) => (_output, _logger) = (output, logger);

    /// <summary>Adds a line.</summary>
    /// <param name="item">What it is about.</param>
    /// <param name="write">Writes one JSON object; quick, since others wait for their turn.</param>
    public void Add<T>(T item, Action<Utf8JsonWriter, T> write)
    {
        lock (_gate)
        {
            if (_lines.WrittenCount > Most)
            {
                _lost++;
                return;
            }
            var isFirst = _lines.WrittenCount == 0;
            _json.Reset(_lines);
            write(_json, item);
            _json.Flush();
            _lines.Write("\n"u8);
            // The first one of the moment wakes the writer.
            if (isFirst && _filled.CurrentCount == 0)
                _filled.Release();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _filled.WaitAsync(stoppingToken);
                // By the machine's clock: a test that holds the server's own still wants its lines.
                await Task.Delay(Moment, TimeProvider.System, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                // The last ones are written now.
            }
            await FlushAsync();
        }
    }

    private async Task FlushAsync()
    {
        ArrayBufferWriter<byte> lines;
        int lost;
        lock (_gate)
        {
            (lines, _lines, _spare) = (_lines, _spare, _lines);
            (lost, _lost) = (_lost, 0);
        }
        try
        {
            await _output.WriteAsync(lines.WrittenMemory);
            await _output.FlushAsync();
        }
        catch (IOException)
        {
            // Nobody reads the output any more; the requests go on without it.
        }
        lines.ResetWrittenCount();
        if (lost > 0)
            _logger.LogWarning("{Count} lines of requests were lost: the output took none for too long", lost);
    }
}

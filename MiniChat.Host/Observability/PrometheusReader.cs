using System.Buffers;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace MiniChat.Host.Observability;

/// <summary>Collects all metrics when somebody asks for them, and writes them as text.</summary>
public sealed class PrometheusReader : IDisposable
{
    private readonly TextExporter _exporter = new();
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>What the SDK collects for.</summary>
    public MetricReader Reader { get; }

    /// <summary>Makes the reader, to be given to the metrics' provider.</summary>
    public PrometheusReader() => Reader = new BaseExportingMetricReader(_exporter);

    /// <summary>The text of all metrics as they are now.</summary>
    /// <param name="cancel">Nobody waits for it any more.</param>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            _exporter.Text = new ArrayBufferWriter<byte>(64 * 1024);
            // By the exporter's own way: the reader refuses whoever does not pull.
            return _exporter.Collect!(Timeout.Infinite)
                ? _exporter.Text.WrittenMemory
                : throw new InvalidOperationException("The metrics could not be collected.");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Reader.Dispose();
        _turn.Dispose();
    }

    [ExportModes(ExportModes.Pull)]
    private sealed class TextExporter : BaseExporter<Metric>, IPullMetricExporter
    {
        public ArrayBufferWriter<byte> Text { get; set; } = new();

        public Func<int, bool>? Collect { get; set; }

        public override ExportResult Export(in Batch<Metric> batch)
        {
            var text = new PrometheusText(Text);
            foreach (var metric in batch)
                text.Write(metric);
            return ExportResult.Success;
        }
    }
}

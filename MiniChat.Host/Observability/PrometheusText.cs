using System.Buffers;
using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace MiniChat.Host.Observability;

/// <summary>Writes metrics in Prometheus' text format, version 0.0.4.</summary>
/// <remarks>
/// The format: https://prometheus.io/docs/instrumenting/exposition_formats/. Names and units:
/// https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/.
/// </remarks>
internal sealed class PrometheusText(IBufferWriter<byte> text)
{
    /// <summary>The format's content type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes one metric with all its series.</summary>
    /// <param name="metric">The metric.</param>
    public void Write(Metric metric)
    {
        var name = NameOf(metric);
        Text($"# HELP {name} {Escape(metric.Description, "\\", "\n")}\n# TYPE {name} {TypeOf(metric.MetricType)}\n");
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = LabelsOf(point.Tags);
            switch (metric.MetricType)
            {
                case MetricType.LongSum:
                case MetricType.LongSumNonMonotonic:
                    Line(name, labels, point.GetSumLong());
                    break;
                case MetricType.DoubleSum:
                case MetricType.DoubleSumNonMonotonic:
                    Line(name, labels, point.GetSumDouble());
                    break;
                case MetricType.LongGauge:
                    Line(name, labels, point.GetGaugeLastValueLong());
                    break;
                case MetricType.DoubleGauge:
                    Line(name, labels, point.GetGaugeLastValueDouble());
                    break;
                case MetricType.Histogram:
                    Histogram(name, labels, point);
                    break;
                default:
                    throw new NotSupportedException($"{metric.Name} is a {metric.MetricType}, which has no text.");
            }
        }
    }

    /// <summary>The name with the unit in words, as Prometheus has it: <c>http_server_request_duration_seconds</c>.</summary>
    internal static string NameOf(Metric metric)
    {
        var name = new StringBuilder(metric.Name.Length + 16);
        foreach (var letter in metric.Name)
            name.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        if (UnitOf(metric.Unit) is { } unit && !name.ToString().EndsWith("_" + unit, StringComparison.Ordinal))
            name.Append('_').Append(unit);
        if (metric.MetricType is MetricType.LongSum or MetricType.DoubleSum)
            name.Append("_total");
        return name.ToString();
    }

    private static string? UnitOf(string unit) =>
        unit switch
        {
            "s" => "seconds",
            "By" => "bytes",
            _ => null,
        };

    private static string TypeOf(MetricType type) =>
        type switch
        {
            MetricType.LongSum or MetricType.DoubleSum => "counter",
            MetricType.Histogram => "histogram",
            _ => "gauge",
        };

    private void Histogram(string name, string labels, in MetricPoint point)
    {
        var count = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            var bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : Number(bucket.ExplicitBound);
            Line(name + "_bucket", $"{labels}{(labels.Length == 0 ? "" : ",")}le=\"{bound}\"", count);
        }
        Line(name + "_sum", labels, point.GetHistogramSum());
        // Not the point's own: a measurement between both would make them differ.
        Line(name + "_count", labels, count);
    }

    private static string LabelsOf(ReadOnlyTagCollection tags)
    {
        var labels = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            if (labels.Length > 0)
                labels.Append(',');
            foreach (var letter in key)
                labels.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
            var words = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            labels.Append("=\"").Append(Escape(words, "\\", "\n", "\"")).Append('"');
        }
        return labels.ToString();
    }

    private static string Escape(string words, params ReadOnlySpan<string> signs)
    {
        foreach (var sign in signs)
            words = words.Replace(sign, sign == "\n" ? "\\n" : "\\" + sign, StringComparison.Ordinal);
        return words;
    }

    private void Line(string name, string labels, long value) => Line(name, labels, value.ToString(CultureInfo.InvariantCulture));

    private void Line(string name, string labels, double value) => Line(name, labels, Number(value));

    private void Line(string name, string labels, string value) =>
        Text(labels.Length == 0 ? $"{name} {value}\n" : $"{name}{{{labels}}} {value}\n");

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private void Text(string line) => Encoding.UTF8.GetBytes(line, text);
}

using System.Diagnostics.Metrics;
using MiniChat.ServiceInterface.Usages;
using MiniChat.Stack.Streams;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace MiniChat.Host.Observability;

/// <summary>Which metrics there are, and how they are summed up.</summary>
internal static class ServerMetrics
{
    /// <summary>The most series of one metric; what is more is summed up as one.</summary>
    private const int MostSeries = 1000;

    // From a quick message to a long stream, in seconds.
    private static readonly double[] Seconds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
    private static readonly double[] Works = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

    private static readonly string[] Meters =
    [
        UsageMeters.Name,
        OpenStreams.MeterName,
        "MiniChat.Storage",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Runtime",
    ];

    // Of the framework's own: what its names say already, or what others say better.
    private static readonly string[] Left =
    [
        "kestrel.connection.duration",
        "kestrel.tls_handshake.duration",
        "kestrel.active_tls_handshakes",
        "dotnet.jit.compiled_il.size",
        "dotnet.jit.compiled_methods",
        "dotnet.jit.compilation.time",
    ];

    /// <summary>Begins to sum up.</summary>
    /// <param name="reader">Who reads the sums.</param>
    public static MeterProvider Build(PrometheusReader reader) =>
        Sdk.CreateMeterProviderBuilder().AddMeter(Meters).AddView(ViewOf).AddReader(reader.Reader).Build();

    private static MetricStreamConfiguration? ViewOf(Instrument instrument)
    {
        if (Left.Contains(instrument.Name))
            return MetricStreamConfiguration.Drop;
        if (instrument.Name == "http.server.request.duration")
        {
            return new ExplicitBucketHistogramConfiguration
            {
                Boundaries = Seconds,
                TagKeys = ["http.request.method", "http.route", "http.response.status_code"],
                CardinalityLimit = MostSeries,
            };
        }
        return instrument.Unit switch
        {
            "s" when instrument is Histogram<double> => new ExplicitBucketHistogramConfiguration { Boundaries = Seconds },
            "{work}" when instrument is Histogram<long> => new ExplicitBucketHistogramConfiguration { Boundaries = Works },
            _ => null,
        };
    }
}

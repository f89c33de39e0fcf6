using System.Net;
using MiniChat.Host.Observability;
using MiniChat.Host.Operations;
using MiniChat.Host.Settings;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MiniChat.Host;

/// <summary>What an operator sees: logs, health, readiness.</summary>
public static class ConfigureObservability
{
    private static readonly IPNetwork[] Loopback = [new(IPAddress.Parse("127.0.0.0"), 8), new(IPAddress.IPv6Loopback, 128)];

    /// <summary>Adds logs as JSON, one object a line, the probes and the metrics.</summary>
    public static void AddObservability(this WebApplicationBuilder builder, SettingReader settings)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Health>();
        var networks = settings.Networks("MiniChat__Metrics__Networks");
        builder.Services.AddSingleton(new MetricsAccess(networks.Count == 0 ? Loopback : networks));
        builder.Services.AddSingleton<PrometheusReader>();
        builder.Services.AddSingleton(services => ServerMetrics.Build(services.GetRequiredService<PrometheusReader>()));
        // The first to be added is the last to end: the doors are closed by then.
        builder.Services.AddSingleton<LogLines>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LogLines>());
        builder.Services.AddSingleton<RequestLog>();
        if (settings.Address("OTEL_EXPORTER_OTLP_ENDPOINT") is { } collector)
            builder.Services.AddSingleton(_ => ServerTraces.Build(collector));
        builder.Logging.ClearProviders();
        builder.Logging.AddJsonConsole(options =>
        {
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });
        // The framework's own request lines hold the query, and a query may hold a password.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // It would make an activity and a scope for every request, for lines that nobody gets.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
    }

    /// <summary>Logs every request, counts what happens, and shows it.</summary>
    public static void UseObservability(this WebApplication app)
    {
        app.Use(app.Services.GetRequiredService<RequestLog>().AnswerAsync);
        // Nobody else asks for it, and what is counted before it is there is lost.
        app.Services.GetRequiredService<MeterProvider>();
        app.Services.GetService<TracerProvider>();
    }
}

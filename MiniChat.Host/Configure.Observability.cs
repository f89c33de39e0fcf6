using MiniChat.Host.Operations;

namespace MiniChat.Host;

/// <summary>What an operator sees: logs, health, readiness.</summary>
public static class ConfigureObservability
{
    /// <summary>Adds logs as JSON, one object a line, and the probes.</summary>
    public static void AddObservability(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Health>();
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
}

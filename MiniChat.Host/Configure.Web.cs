using System.IO.Compression;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.FileProviders;
using MiniChat.Host.Settings;
using MiniChat.Host.Web;
using MiniChat.Stack;

namespace MiniChat.Host;

/// <summary>The outer skin: whose Host header and forwarded address count, the headers on everything, the page.</summary>
public static class ConfigureWeb
{
    // What a script may read besides what every script may: with cookies there is no "all".
    private static readonly string[] Exposed =
    [
        "Retry-After",
        "WWW-Authenticate",
        "X-AutoBatch-Completed",
        "X-Cookies",
        "X-Request-Id",
        "X-RateLimit-Limit-Requests",
        "X-RateLimit-Limit-Tokens",
        "X-RateLimit-Remaining-Requests",
        "X-RateLimit-Remaining-Tokens",
        "X-RateLimit-Reset-Requests",
        "X-RateLimit-Reset-Tokens",
    ];

    /// <summary>Adds host filtering and forwarded headers.</summary>
    public static void AddWeb(this WebApplicationBuilder builder, SettingReader settings)
    {
        var publicUrl = settings.Address("MiniChat__PublicUrl");
        var hosts = AllowedHosts.Choose(
            settings.List("AllowedHosts"),
            publicUrl,
            (builder.WebHost.GetSetting(WebHostDefaults.ServerUrlsKey) ?? "").Split(';')
        );
        builder.Services.AddSingleton(hosts);
        builder.Services.AddCors();
        builder.Services.AddResponseCompression(options =>
        {
            // Files alone are compressed, and these tell no secrets.
            options.EnableForHttps = true;
            options.MimeTypes = ["text/javascript", "text/css", "image/svg+xml", "application/manifest+json"];
        });
        builder.Services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Optimal);
        // The framework's own filter stands before everything else: it refuses without words, and looks at a proxy's name.
        builder.Services.RemoveAll<IStartupFilter>();
        builder.Services.AddHostFiltering(options =>
        {
            options.AllowedHosts = [.. hosts.Names];
            options.IncludeFailureMessage = false;
        });
        var proxies = settings.Networks("MiniChat__TrustedProxies");
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = proxies.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.All;
            // As many as are known: the first address that is no proxy of ours is the caller's.
            options.ForwardLimit = null;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var proxy in proxies)
                options.KnownIPNetworks.Add(proxy);
        });
    }

    /// <summary>Lets the pages of the allowed origins call everything, where the settings name some; no other page can.</summary>
    public static void UseAllowedOrigins(this WebApplication app)
    {
        var origins = app.Services.GetRequiredService<MessageHostOptions>().AllowedOrigins;
        if (origins.Count == 0)
            return;
        app.Use(VaryByOrigin.AddAsync);
        app.UseCors(policy =>
            policy
                .WithOrigins([.. origins])
                .AllowAnyHeader()
                .AllowAnyMethod()
                // For the cookies of a session, which the origin may use.
                .AllowCredentials()
                .WithExposedHeaders(Exposed)
                .SetPreflightMaxAge(TimeSpan.FromHours(1))
        );
    }

    /// <summary>Uses them, before anything else looks at a request.</summary>
    public static void UseWeb(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseHostFiltering();
        app.UseWhen(context => context.Request.Path.StartsWithSegments(WebApp.Assets), assets => assets.UseResponseCompression());
        app.UseStaticFiles(
            new StaticFileOptions { FileProvider = new PhysicalFileProvider(StartPage.Folder), OnPrepareResponse = TellCaches }
        );
    }

    // Asked for anew each time, by its tag: after an upgrade nobody runs yesterday's script. A name of the app's files holds a
    // hash of the content.
    private static void TellCaches(StaticFileResponseContext file) =>
        file.Context.Response.Headers.CacheControl = file.Context.Request.Path.StartsWithSegments(WebApp.Assets)
            ? "public, max-age=31536000, immutable"
            : "no-cache";
}

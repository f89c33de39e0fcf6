using MiniChat.Host.Settings;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Stack.Json;
using MiniChat.Stack.ServerEvents;

namespace MiniChat.Host;

/// <summary>The message host: every service of ServiceInterface, at its paths.</summary>
public static class ConfigureMessages
{
    /// <summary>Adds the messages and the way callers are known.</summary>
    public static void AddMessageHost(this WebApplicationBuilder builder, SettingReader settings)
    {
        var bodyBytes = settings.Number("MiniChat__Limits__BodyBytes", 1 << 20, 1024, 1 << 30);
        var origins = settings.List("MiniChat__AllowedOrigins");
        foreach (var origin in origins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != origin)
                throw SettingReader.Bad(
                    "MiniChat__AllowedOrigins",
                    origin,
                    "origins such as https://app.example.org, parted by commas"
                );
        }
        builder.Services.AddMessages(options =>
        {
            options.Assemblies.Add(typeof(AnswerServices).Assembly);
            options.Assemblies.Add(typeof(ServerEventsSetup).Assembly);
            options.Json = WireJson.CreateOptions(MiniChatJson.Default);
            options.MaxBodyBytes = bodyBytes;
            options.BodyBytesOf[typeof(ImportChats)] = Math.Max(bodyBytes, ConfigureRelays.PassThroughBytes(settings));
            foreach (var origin in origins)
                options.AllowedOrigins.Add(origin);
            options.ServiceName = "MiniChat";
            options.CSharpClient = "MiniChat.Client.MiniChatClient";
            // Behind a proxy the server may see another scheme than its pages have.
            if (settings.Address("MiniChat__PublicUrl") is { } publicUrl)
            {
                options.PublicUrl = publicUrl.AbsoluteUri.TrimEnd('/');
                options.AllowedOrigins.Add(publicUrl.GetLeftPart(UriPartial.Authority));
            }
        });
        builder.Services.AddTokenAuthentication();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = bodyBytes;
        });
    }
}

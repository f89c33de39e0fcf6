using MiniChat.Host.Models;
using MiniChat.Host.Models.Offline;
using MiniChat.Host.Models.OpenAi;
using MiniChat.Host.Settings;
using MiniChat.ServiceInterface.Models;

namespace MiniChat.Host;

/// <summary>Who answers: OpenAI or a compatible server when one is named, else the offline responder.</summary>
public static class ConfigureModels
{
    /// <summary>Adds the model that the settings name.</summary>
    public static void AddModels(this WebApplicationBuilder builder, SettingReader settings)
    {
        var key = settings.Text("OPENAI_API_KEY");
        if (key == "your_openai_api_key")
        {
            throw new StartupException(
                "OPENAI_API_KEY is the placeholder of an example; set your own key, or leave it empty for the offline responder."
            );
        }
        if (key?.Length > SecretMask.LongestSecret)
            throw new StartupException(
                $"OPENAI_API_KEY is longer than {SecretMask.LongestSecret} characters; no key of a model's server is."
            );
        var address = settings.Address("OPENAI_BASE_URL");
        var defaults = new OpenAiOptions();
        var openAi = defaults with
        {
            ApiKey = key,
            BaseUrl = address ?? defaults.BaseUrl,
            Model = settings.Text("OPENAI_MODEL") ?? defaults.Model,
            ConnectTimeout = settings.Seconds("MiniChat__Models__ConnectSeconds", 10, 1, 300),
            FirstTokenTimeout = settings.Seconds("MiniChat__Models__FirstTokenSeconds", 60, 1, 3600),
            BetweenTokensTimeout = settings.Seconds("MiniChat__Models__BetweenTokensSeconds", 60, 1, 3600),
            WholeTimeout = settings.Seconds("MiniChat__Models__WholeSeconds", 600, 1, 86_400),
        };
        var offline = new OfflineOptions
        {
            TokenDelay = TimeSpan.FromMilliseconds(
                settings.Number("MiniChat__Models__OfflineTokenMilliseconds", 15, 0, 10_000, "no delay")
            ),
        };
        var listed = settings.List("MiniChat__Limits__Models");
        var isOffline = key is null && address is null;
        if (isOffline)
            AddOffline(builder.Services, offline);
        else
            AddOpenAi(builder.Services, openAi, listed);
        builder.Services.AddSingleton(new ModelListOptions { Listed = listed, IsOffline = isOffline });
        builder.Services.AddSingleton<ModelList>();
    }

    private static void AddOffline(IServiceCollection services, OfflineOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<IAnswerModel, OfflineAnswerModel>();
        services.AddSingleton<IModelRelay, OfflineRelay>();
    }

    private static void AddOpenAi(IServiceCollection services, OpenAiOptions options, IReadOnlyList<string> listed)
    {
        // One pool of connections for both ways to the same server.
        var handler = UpstreamHttp.CreateHandler(options);
        services.AddSingleton<IAnswerModel>(provider =>
        {
            var http = UpstreamHttp.CreateClient(handler);
            var model = new OpenAiAnswerModel(options, http, provider.GetRequiredService<TimeProvider>());
            return listed.Count == 0 ? model : new ListedModels(model, listed);
        });
        services.AddSingleton<IModelRelay>(provider => new OpenAiRelay(
            options,
            handler,
            provider.GetRequiredService<TimeProvider>()
        ));
    }
}

using MiniChat.Host.Models.Offline;
using MiniChat.Host.Models.OpenAi;
using MiniChat.Host.Settings;
using MiniChat.ServiceInterface.Similarity;

namespace MiniChat.Host;

/// <summary>Search by meaning: who makes the vectors, and how much memory they may take.</summary>
public static class ConfigureSimilarity
{
    private const string Prefix = "MiniChat__Embeddings__";

    private static readonly TimeSpan WholeTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Adds the embedder that the settings name. The store comes with the storage, the ledger with the answers.</summary>
    public static void AddSimilarity(this WebApplicationBuilder builder, SettingReader settings)
    {
        var provider = settings.Choice(Prefix + "Provider", "offline", "offline", "openai");
        var options = Options(settings);
        // Not by OPENAI_API_KEY alone: many compatible servers answer questions and make no vectors.
        if (provider == "offline")
            builder.Services.AddSingleton<IEmbedder, OfflineEmbedder>();
        else
            AddOpenAi(builder.Services, options, settings);
        builder.Services.AddSingleton(
            new SimilarityOptions
            {
                MemoryBytes = settings.Number(Prefix + "MemoryBytes", 64 << 20, 0, int.MaxValue, "one account's at a time"),
            }
        );
        builder.Services.AddSingleton<SimilarityIndex>();
        builder.Services.AddSingleton<VectorNews>();
        builder.Services.AddHostedService(services => services.GetRequiredService<VectorNews>());
        builder.Services.AddSingleton<Embedding>();
        builder.Services.AddSingleton<SimilarSearch>();
        builder.Services.AddHostedService<EmbeddingKeeper>();
    }

    private static void AddOpenAi(IServiceCollection services, OpenAiEmbedderOptions options, SettingReader settings)
    {
        if (
            options.Server.ApiKey is null
            && settings.Text(Prefix + "BaseUrl") is null
            && settings.Text("OPENAI_BASE_URL") is null
        )
        {
            throw new StartupException(
                $"{Prefix}Provider is 'openai', and there is neither a key nor an address: set OPENAI_API_KEY, {Prefix}ApiKey or "
                    + $"{Prefix}BaseUrl, or leave the provider at 'offline'."
            );
        }
        if (options.Dimensions == 0)
        {
            throw new StartupException(
                $"{Prefix}Model is '{options.Server.Model}', and how many dimensions its vectors have is not known here; set {Prefix}Dimensions."
            );
        }
        services.AddSingleton<IEmbedder>(provider =>
        {
            var http = UpstreamHttp.CreateClient(UpstreamHttp.CreateHandler(options.Server));
            return new OpenAiEmbedder(options, http, provider.GetRequiredService<TimeProvider>());
        });
    }

    private static OpenAiEmbedderOptions Options(SettingReader settings)
    {
        var defaults = new OpenAiOptions();
        var general = settings.Address("OPENAI_BASE_URL") ?? defaults.BaseUrl;
        var address = settings.Address(Prefix + "BaseUrl") ?? general;
        var model = settings.Text(Prefix + "Model") ?? OpenAiEmbedderOptions.UsualModel;
        return new OpenAiEmbedderOptions
        {
            Server = defaults with
            {
                ApiKey = Key(settings, isSameServer: SameServer(address, general)),
                BaseUrl = address,
                Model = model,
                WholeTimeout = WholeTimeout,
            },
            Dimensions = settings.Number(Prefix + "Dimensions", OpenAiEmbedderOptions.UsualDimensions(model) ?? 0, 1, 16_384),
        };
    }

    private static string? Key(SettingReader settings, bool isSameServer)
    {
        var own = settings.Text(Prefix + "ApiKey");
        if (own?.Length > SecretMask.LongestSecret)
            throw new StartupException(
                $"{Prefix}ApiKey is longer than {SecretMask.LongestSecret} characters; no key of a model's server is."
            );
        var general = settings.Text("OPENAI_API_KEY");
        // One server's key is no other's to see.
        return own ?? (isSameServer ? general : null);
    }

    private static bool SameServer(Uri one, Uri other) =>
        one.GetLeftPart(UriPartial.Authority) == other.GetLeftPart(UriPartial.Authority);
}

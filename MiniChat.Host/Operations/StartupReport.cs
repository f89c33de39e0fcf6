using MiniChat.Host.Settings;
using MiniChat.Host.Storage;
using MiniChat.Host.Web;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceInterface.Similarity;

namespace MiniChat.Host.Operations;

/// <summary>What an operator should know at the start: who answers, where things are kept, what looks wrong.</summary>
public static partial class StartupReport
{
    /// <summary>Writes it to the log.</summary>
    public static void Write(WebApplication app)
    {
        LogStart(
            app.Logger,
            app.Services.GetRequiredService<IAnswerModel>().DefaultModel,
            app.Services.GetRequiredService<StorePlace>().Name
        );
        LogEmbedder(app.Logger, app.Services.GetRequiredService<IEmbedder>().Name);
        foreach (var name in app.Services.GetRequiredService<SettingReader>().Unknown())
            LogUnknown(app.Logger, name);
        if (app.Services.GetRequiredService<AllowedHosts>().IsOpen)
            LogOpen(app.Logger);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Answers come from {Model}; everything is kept in {Store}")]
    private static partial void LogStart(ILogger logger, string model, string store);

    [LoggerMessage(Level = LogLevel.Information, Message = "Similar prompts are found by the vectors of {Embedder}")]
    private static partial void LogEmbedder(ILogger logger, string embedder);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The setting {Setting} is not known and does nothing; docs/configuration.md lists all"
    )]
    private static partial void LogUnknown(ILogger logger, string setting);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The server listens beyond this machine and takes any Host header; set MiniChat__PublicUrl or AllowedHosts"
    )]
    private static partial void LogOpen(ILogger logger);
}

using MiniChat.Host.Settings;
using MiniChat.ServiceInterface.Interviews;

namespace MiniChat.Host;

/// <summary>Interviews: how many questions, and who makes them in the background.</summary>
public static class ConfigureInterviews
{
    /// <summary>Adds interviews. Their store comes with the storage, their ledger with the answers.</summary>
    public static void AddInterviews(this WebApplicationBuilder builder, SettingReader settings)
    {
        builder.Services.AddSingleton(
            new InterviewOptions { Questions = settings.Number("MiniChat__Interviews__Questions", 5, 1, 50) }
        );
        builder.Services.AddSingleton<InterviewAsking>();
        builder.Services.AddSingleton<InterviewRunner>();
        builder.Services.AddSingleton<InterviewMaker>();
        builder.Services.AddHostedService(services => services.GetRequiredService<InterviewMaker>());
    }
}

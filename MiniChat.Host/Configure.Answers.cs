using MiniChat.Host.Settings;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Chats;
using MiniChat.ServiceInterface.Interviews;
using MiniChat.ServiceInterface.Mirrors;
using MiniChat.ServiceInterface.Nodes;
using MiniChat.ServiceInterface.Prompts;
using MiniChat.ServiceInterface.Questions;
using MiniChat.ServiceInterface.Throttling;
using MiniChat.ServiceInterface.Usages;

namespace MiniChat.Host;

/// <summary>The answer log and what stands on it, the ledger too.</summary>
public static class ConfigureAnswers
{
    /// <summary>Adds the answer log.</summary>
    public static void AddAnswers(this WebApplicationBuilder builder, SettingReader settings)
    {
        builder.Services.AddSingleton(
            new AnswerOptions
            {
                RunningAnswersPerAccount = settings.Number(
                    "MiniChat__Limits__RunningAnswersPerAccount",
                    32,
                    0,
                    1_000_000,
                    "any number"
                ),
                ContextTokens = settings.Number("MiniChat__Models__ContextTokens", 128_000, 1_000, 100_000_000),
            }
        );
        builder.Services.AddSingleton(AskLimitsOf(settings));
        builder.Services.AddSingleton<AskThrottle>();
        builder.Services.AddSingleton<AskGate>();
        builder.Services.AddSingleton<PromptPushes>();
        builder.Services.AddSingleton<IPromptPushes>(services => services.GetRequiredService<PromptPushes>());
        builder.Services.AddHostedService<PromptRelay>();
        builder.Services.AddSingleton<ChatNews>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ChatNews>());
        builder.Services.AddSingleton<RunningAnswers>();
        builder.Services.AddSingleton<AnswerMirrors>();
        builder.Services.AddSingleton<INodeWatch, LostAnswers>();
        builder.Services.AddSingleton<AnswerRunner>();
        builder.Services.AddSingleton<AnswerReader>();
        builder.Services.AddSingleton<AnswerKeeper>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AnswerMirrors>());
        builder.Services.AddHostedService<AnswerForwarder>();
        builder.Services.AddHostedService<LeaseEnd>();
        // Before the keeper: what is added later ends earlier, and the last events are told when all answers have ended.
        builder.Services.AddHostedService<AnswerNotices>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AnswerKeeper>());
        builder.Services.AddHostedService<AnswersUpkeep>();
        builder.Services.AddSingleton<UsageLedger>();
        builder.Services.AddSingleton<IUsageLedger>(services => services.GetRequiredService<UsageLedger>());
        builder.Services.AddHostedService(services => services.GetRequiredService<UsageLedger>());
        builder.Services.AddSingleton<Asking>();
        builder.Services.AddSingleton<Regenerating>();
        builder.Services.AddSingleton<AnswerFollower>();
        builder.Services.AddSingleton<ContextWindow>();
        builder.Services.AddSingleton<AssistantPrompt>();
        builder.Services.AddSingleton<ChatContext>();
        builder.Services.AddSingleton<QuestionContext>();
        // Longer than running answers are given, so that their readers get the last event before their connections close.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));
    }

    private static AskLimits AskLimitsOf(SettingReader settings)
    {
        var usual = new AskLimits();
        return new AskLimits
        {
            PromptsPerSecond = Limit("PromptsPerSecond", usual.PromptsPerSecond),
            PromptsPerMinute = Limit("PromptsPerMinute", usual.PromptsPerMinute),
            AsksPerMinute = Limit("AsksPerMinute", usual.AsksPerMinute),
        };

        int Limit(string name, int fallback) =>
            settings.Number($"MiniChat__Limits__{name}", fallback, 0, 1_000_000, "any number");
    }
}

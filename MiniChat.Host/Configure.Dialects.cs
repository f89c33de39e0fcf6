using MiniChat.Host.Dialects;
using MiniChat.Host.Dialects.Assistant;
using MiniChat.Host.Dialects.ChatCompletion;
using MiniChat.Host.Dialects.OpenAi;
using MiniChat.Host.Dialects.PromptProxy;
using MiniChat.Host.Dialects.PromptService;
using MiniChat.Host.Dialects.QuestionSse;
using MiniChat.Stack;

namespace MiniChat.Host;

/// <summary>What this server can speak besides its own messages.</summary>
public static class ConfigureDialects
{
    /// <summary>Adds the dialects: one line each.</summary>
    public static void AddDialects(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MatcherPolicy, RequestKindPolicy>();
        builder.Services.AddSingleton<IDialect, PromptProxyDialect>();
        builder.Services.AddSingleton<IDialect, QuestionSseDialect>();
        builder.Services.AddSingleton<IDialect, ChatCompletionDialect>();
        builder.Services.AddSingleton<IDialect, AssistantDialect>();
        builder.Services.AddSingleton<PromptSocket>();
        builder.Services.AddSingleton<IDialect, PromptServiceDialect>();
        builder.Services.AddSingleton<IDialect, OpenAiDialect>();
    }

    /// <summary>Maps their paths.</summary>
    public static void MapDialects(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<MessageHostOptions>();
        foreach (var dialect in app.Services.GetServices<IDialect>())
        {
            var routes = new DialectRoutes(app, dialect, options);
            dialect.Map(routes);
            routes.MapOtherVerbs();
        }
    }
}

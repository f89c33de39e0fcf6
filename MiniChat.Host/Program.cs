using MiniChat.Host;
using MiniChat.Host.ApiDocuments;
using MiniChat.Host.Commands;
using MiniChat.Host.Observability;
using MiniChat.Host.Operations;
using MiniChat.Host.SignIns;
using MiniChat.Host.Web;
using MiniChat.Stack;
using MiniChat.Stack.Explorer;
using MiniChat.Stack.Metadata;
using MiniChat.Stack.ServerEvents;

if (CommandLine.IsMeant(args))
    return await CommandLine.RunAsync(args);
try
{
    // Settings are read once, at the start: a watch on their folder would wake with every write of the database in it.
    var builder = WebApplication.CreateSlimBuilder([.. args, "--hostBuilder:reloadConfigOnChange=false"]);
    var settings = builder.AddSettings();
    builder.AddObservability(settings);
    builder.AddStorage(settings);
    // Before all that tells others: what is added later ends earlier, and its last notices are still to be sent.
    builder.AddBus(settings);
    builder.AddModels(settings);
    builder.AddAccounts(settings);
    builder.AddProviders(settings);
    builder.AddSignIns(settings);
    // Before the answers: what is added later ends earlier, and their last events are still to be told.
    builder.AddServerEvents(settings);
    builder.AddAnswers(settings);
    builder.AddShares(settings);
    builder.AddInterviews(settings);
    builder.AddSimilarity(settings);
    builder.AddMessageHost(settings);
    builder.AddRelays(settings);
    builder.AddDialects();
    builder.AddApiDocuments(settings);
    builder.AddWeb(settings);

    var app = builder.Build();
    app.UseObservability();
    app.Use(SecurityHeaders.AddAsync);
    app.UseAllowedOrigins();
    app.UseMessageErrors();
    app.UseWeb();
    app.UseAuthentication();
    app.UseAuthorization();
    StartPage.Map(app);
    WebApp.Map(app);
    Health.Map(app);
    MetricsEndpoint.Map(app);
    SignInPage.Map(app);
    BrowserSignIn.Map(app);
    DocumentPages.Map(app);
    app.MapDialects();
    app.MapMessages();
    app.MapMetadata().DescribeByName();
    app.MapExplorer();
    app.MapServerEvents().DescribeByName();
    StartupReport.Write(app);
    await app.RunAsync();
    return 0;
}
catch (StartupException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
catch (System.Net.Sockets.SocketException e)
{
    await Console.Error.WriteLineAsync(
        $"The server cannot listen there: {e.Message}. Set ASPNETCORE_URLS to an address it may use."
    );
    return 1;
}
catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    await Console.Error.WriteLineAsync($"{e.Message} Set ASPNETCORE_URLS to a free address, such as http://localhost:5001.");
    return 1;
}

/// <summary>The host's entry point, named for the tests that start it.</summary>
public partial class Program;

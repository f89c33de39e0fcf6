using MiniChat.Host.ApiDocuments;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Host.Dialects.QuestionSse;

/// <summary>Questions with answers as JSON or as Server-Sent Events, in the manner of a NestJS program; docs/dialects/question-sse.md.</summary>
internal sealed class QuestionSseDialect(IMessageGateway gateway, MessageHostOptions options) : IDialect
{
    private readonly Credentials _credentials = new(gateway, options);
    private readonly RequestBinder<QuestionBody> _questions = new(options);

    public IErrorFormat Errors { get; } = new Errors();

    public ApiSection Section => Document.Section;

    public void Map(DialectRoutes routes)
    {
        routes.Map(HttpMethods.Post, "/auth/register", _credentials.RegisterAsync).Describe(() => Document.Register);
        routes.Map(HttpMethods.Post, "/auth/login", _credentials.SignInAsync).Describe(() => Document.SignIn);
        routes.Map(HttpMethods.Post, "/openai/question", AskAsync).Describe(() => Document.Ask).RequireAuthorization();
        routes.Map(HttpMethods.Get, "/openai/stream", StreamAsync).Describe(() => Document.Stream).RequireAuthorization();
    }

    private async Task AskAsync(HttpContext context)
    {
        var asked = await _questions.BindAsync(context);
        if (asked.Stream == true || Accepts(context.Request, "text/event-stream"))
        {
            await StreamAsync(context, asked);
            return;
        }
        var answered = await gateway.SendAsync(MessageOf(asked), CallOf(context), context.RequestAborted);
        await context.WriteJsonAsync(new AnswerBody(answered.Answer ?? "", answered.AnswerId));
    }

    private async Task StreamAsync(HttpContext context)
    {
        if (context.Request.Query.ContainsKey("question"))
        {
            await StreamAsync(context, await _questions.BindAsync(context));
            return;
        }
        var last = FrameId.LastOf(context.Request);
        await context.WriteEventsAsync(
            cancel => Frames.OfAllAsync(gateway, context, CallOf(context), last, cancel),
            new Frames(options.Json)
        );
    }

    // Who comes back goes on with the answer that the last event belongs to, and asks nothing anew.
    private Task StreamAsync(HttpContext context, QuestionBody asked)
    {
        var last = FrameId.LastOf(context.Request);
        var call = CallOf(context);
        return context.WriteEventsAsync(
            cancel =>
                last is { } place
                    ? Frames.OfRestAsync(gateway, context, call, place, cancel)
                    : Frames.OfAskAsync(gateway.StreamAsync(MessageOf(asked), call, cancel), cancel),
            new Frames(options.Json)
        );
    }

    private static Question MessageOf(QuestionBody asked) =>
        new()
        {
            Text = asked.Question,
            History = true,
            OnDisconnect = DisconnectPolicy.Cancel,
        };

    // The ids of this format are no places in a message's stream.
    private static Call CallOf(HttpContext context) => context.GetCall() with { LastEventId = null };

    private static bool Accepts(HttpRequest request, string type) =>
        request.Headers.Accept.Any(accept => accept?.Contains(type, StringComparison.OrdinalIgnoreCase) == true);
}

using MiniChat.Host.ApiDocuments;
using MiniChat.Host.SignIns;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Stack.Auth;

namespace MiniChat.Host.Dialects.Assistant;

/// <summary>An interview assistant: sign-in by a code, interview questions, a chat; docs/dialects/assistant.md.</summary>
internal sealed class AssistantDialect(
    IMessageGateway gateway,
    SignInDoor door,
    BrowserSignIn browsers,
    MessageHostOptions options
) : IDialect
{
    private const string AnswerPath = "/user/questions/{id}/answer";
    private const string PromptPath = "/assistant/chat/{chatId}";

    private readonly Credentials _credentials = new(door, browsers, gateway);
    private readonly RequestBinder<DescriptionBody> _descriptions = new(options);
    private readonly RequestBinder<AnswerBody> _answers = new(options, AnswerPath);
    private readonly RequestBinder<PromptBody> _prompts = new(options, PromptPath);

    public IErrorFormat Errors { get; } = new Errors();

    public ApiSection Section => Document.Section;

    public void Map(DialectRoutes routes)
    {
        routes.Map(HttpMethods.Get, "/user/auth-code", _credentials.StartAsync).Describe(() => Document.Begin);
        routes.Map(HttpMethods.Get, "/user/auth-callback", _credentials.FinishAsync).Describe(() => Document.Finish);
        Guard(routes.Map(HttpMethods.Post, "/user/logout", _credentials.LogoutAsync).Describe(() => Document.SignOut));
        Guard(routes.Map(HttpMethods.Get, "/user/info", TellUserAsync).Describe(() => Document.TellUser));
        Guard(routes.Map(HttpMethods.Get, "/user/questions", TellQuestionsAsync).Describe(() => Document.TellQuestions));
        Guard(routes.Map(HttpMethods.Post, AnswerPath, AnswerAsync).Describe(() => Document.Answer));
        Guard(routes.Map(HttpMethods.Post, "/user/skill-description", DescribeAsync).Describe(() => Document.TellSkills));
        Guard(routes.Map(HttpMethods.Post, "/assistant/chat", BeginChatAsync).Describe(() => Document.BeginChat));
        Guard(routes.Map(HttpMethods.Post, PromptPath, PromptAsync).Describe(() => Document.Prompt));
        routes.MapRest("/user/{**path}", NotFound);
        routes.MapRest("/assistant/{**path}", NotFound);
    }

    private async Task TellUserAsync(HttpContext context)
    {
        var profile = await gateway.SendAsync(new GetProfile(), context.GetCall(), context.RequestAborted);
        KeepOutOfCaches(context);
        await context.WriteJsonAsync(
            new UserBody(
                profile.UserId,
                profile.UserName,
                new DateTimeOffset(profile.CreatedDate).ToUnixTimeMilliseconds(),
                profile.SkillDescription ?? "",
                profile.Interview == InterviewState.Done,
                StatusOf(profile.Interview)
            )
        );
    }

    private async Task TellQuestionsAsync(HttpContext context)
    {
        var found = await gateway.SendAsync(new FindInterviewQuestions(), context.GetCall(), context.RequestAborted);
        KeepOutOfCaches(context);
        if (found.State is not (InterviewState.Ready or InterviewState.Done))
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            await context.WriteJsonAsync(new QuestionsBody(Ready: false, Questions: null, ReasonOf(found)));
            return;
        }
        var questions = found.Results.Select(question => new QuestionBody(
            question.Id,
            question.Content,
            question.Choices,
            question.Answer
        ));
        await context.WriteJsonAsync(new QuestionsBody(Ready: true, questions, Message: null));
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var sent = await _answers.BindAsync(context);
        var message = new AnswerInterviewQuestion { Id = sent.Id, Answer = sent.Answer };
        var kept = await gateway.SendAsync(message, context.GetCall(), context.RequestAborted);
        var sentence =
            kept.State == InterviewState.Done ? "Your answer is kept. That was the last one: the interview is done."
            : kept.Left == 1 ? "Your answer is kept. One question is left."
            : $"Your answer is kept. {kept.Left} questions are left.";
        await context.WriteJsonAsync(new MessageBody(sentence));
    }

    private async Task DescribeAsync(HttpContext context)
    {
        var sent = await _descriptions.BindAsync(context);
        var message = new UpdateSkillDescription { Description = sent.Description };
        await gateway.SendAsync(message, context.GetCall(), context.RequestAborted);
        await context.WriteJsonAsync(new MessageBody("Your skill description is kept. The questions are being made."));
    }

    private async Task BeginChatAsync(HttpContext context)
    {
        var chat = await gateway.SendAsync(new CreateChat { Assistant = true }, context.GetCall(), context.RequestAborted);
        await context.WriteJsonAsync(new ChatBody(chat.Id));
    }

    private async Task PromptAsync(HttpContext context)
    {
        var sent = await _prompts.BindAsync(context);
        var message = new Chat
        {
            ChatId = sent.ChatId,
            Text = sent.Prompt,
            OnDisconnect = DisconnectPolicy.Cancel,
        };
        var call = context.GetCall() with { LastEventId = null };
        await context.WriteEventsAsync(
            cancel => Frames.OfAsync(gateway.StreamAsync(message, call, cancel), cancel),
            new Frames()
        );
    }

    private static Task NotFound(HttpContext context) =>
        throw new ServiceException(ErrorKind.NotFound, "There is nothing at this address.");

    private static void Guard(IEndpointConventionBuilder path) =>
        path.RequireAuthorization().WithMetadata(new TokenCarriers(Cookie: false, Refresh: false, Basic: true));

    // A cache between knows by Authorization that something is one person's own, and nothing of the document's header.
    private static void KeepOutOfCaches(HttpContext context) => context.Response.Headers.CacheControl = "no-store";

    // A failure leaves nothing to wait for: who sends the description again starts anew.
    private static string StatusOf(InterviewState state) =>
        state switch
        {
            InterviewState.Making => "QUESTION_NOT_READY",
            InterviewState.Ready => "IN_PROGRESS",
            InterviewState.Done => "SUCCESS",
            _ => "NOT_STARTED",
        };

    private static string ReasonOf(FindInterviewQuestionsResponse found) =>
        found.State switch
        {
            InterviewState.Making => "Your questions are being made. Please ask again in a moment.",
            InterviewState.Failed =>
                $"Your questions could not be made. Please send your skill description again. The cause: {found.Error?.Message}",
            _ => "There are no questions yet. Please send your skill description first.",
        };
}

using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using MiniChat.Host.ApiDocuments;
using MiniChat.Host.Dialects;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.SignIns;
using MiniChat.Stack;

namespace MiniChat.Host.SignIns;

/// <summary><c>/sign-in</c>: where people sign in, or up, when no outside provider knows them. It works without scripts.</summary>
/// <param name="signIns">The sign-ins that wait.</param>
/// <param name="signIn">Checks passwords.</param>
/// <param name="registration">Makes accounts.</param>
/// <param name="options">Where one is sent on to.</param>
/// <param name="host">How a form is read.</param>
public sealed class SignInPage(
    CodeSignIns signIns,
    SignIn signIn,
    Registration registration,
    SignInOptions options,
    MessageHostOptions host
)
{
    /// <summary>The page's path.</summary>
    public const string Path = "/sign-in";

    private const string Form = "application/x-www-form-urlencoded";
    private const int LongestForm = 16 * 1024;

    private readonly RequestBinder<SignInFields> _fields = new(host);
    private readonly PageResponse _pages = new(options);

    /// <summary>Maps the path.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var page = routes.ServiceProvider.GetRequiredService<SignInPage>();
        Describe(routes.MapMethods(Path, ["GET", "HEAD"], page.ShowAsync)).Describe(() => ServerDocument.SignInPage);
        Describe(routes.MapMethods(Path, ["POST"], page.TakeAsync))
            .Describe(() => ServerDocument.SignIn)
            .WithMetadata(new BodyLimit(LongestForm));
        Describe(routes.Map(Path, RefuseVerb));

        IEndpointConventionBuilder Describe(IEndpointConventionBuilder builder) =>
            builder.WithDisplayName("The sign-in page").WithMetadata(page._pages);
    }

    private async Task ShowAsync(HttpContext context)
    {
        if (await FormOfAsync(context) is { } form)
            await ShowAsync(context, StatusCodes.Status200OK, form);
    }

    private async Task TakeAsync(HttpContext context)
    {
        if (!options.IsFromOwnPage(context.Request))
            throw new ServiceException(ErrorKind.Forbidden, "Go back to the app you came from, and sign in from there.");
        if (await FormOfAsync(context) is not { } form)
            return;
        form = form with { Typed = await ReadAsync(context) };
        try
        {
            var account = await AccountOfAsync(form, context);
            await SendOnAsync(context, form.State, account);
        }
        catch (ServiceException refusal) when (refusal.Kind is not ErrorKind.Internal)
        {
            var (status, words) = context.WordError(refusal);
            if (status == StatusCodes.Status401Unauthorized)
                context.Response.Headers.WWWAuthenticate = "Bearer";
            if (refusal.RetryAfter is { } wait)
                context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await ShowAsync(context, status, form with { Words = words });
        }
    }

    /// <summary>The empty form of the sign-in that the query names; null when that waits for nobody, which is told then.</summary>
    private async Task<SignInForm?> FormOfAsync(HttpContext context)
    {
        if (!signIns.AreOurOwn)
            throw new ServiceException(ErrorKind.NotFound, "People sign in elsewhere; go back to the app you came from.");
        var query = context.Request.Query;
        var state = query["state"].ToString();
        if (await signIns.IsWaitingAsync(state, context.RequestAborted))
            return new SignInForm(state, query["new"] == "1");
        await TellOverAsync(context);
        return null;
    }

    private async Task<SignInFields> ReadAsync(HttpContext context)
    {
        var type = context.Request.ContentType ?? "";
        if (!type.Split(';')[0].Trim().Equals(Form, StringComparison.OrdinalIgnoreCase))
            throw new ServiceException(ErrorKind.UnsupportedMedia, $"The form must be sent as {Form}.");
        // A link must not fill the form in for somebody: names and passwords come from the form alone.
        context.Request.QueryString = QueryString.Empty;
        return await _fields.BindAsync(context);
    }

    private Task<Account> AccountOfAsync(SignInForm form, HttpContext context)
    {
        var (typed, address, cancel) = (form.Typed, context.Connection.RemoteIpAddress, context.RequestAborted);
        if (form.IsNew)
        {
            var wanted = new Register
            {
                UserName = typed.UserName,
                Email = typed.Email,
                Password = typed.Password,
            };
            return registration.RegisterAsync(wanted, address, cancel);
        }
        var missing = new List<ResponseError>();
        if (string.IsNullOrEmpty(typed.UserName))
            missing.Add(FieldRules.Missing("UserName", "Username or email"));
        if (string.IsNullOrEmpty(typed.Password))
            missing.Add(FieldRules.Missing("Password", "Password"));
        RegistrationRules.ThrowIfAny(missing, ErrorKind.Invalid);
        return signIn.CheckAsync(typed.UserName!, typed.Password!, address, cancel);
    }

    private async Task SendOnAsync(HttpContext context, string state, Account account)
    {
        if (await signIns.GiveCodeAsync(state, account, context.RequestAborted) is not { } code)
        {
            await TellOverAsync(context);
            return;
        }
        _pages.SetHeaders(context.Response.Headers);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = QueryHelpers.AddQueryString(
            options.TargetText,
            new Dictionary<string, string?> { ["code"] = code, ["state"] = state }
        );
    }

    private Task TellOverAsync(HttpContext context) =>
        _pages.WriteAsync(
            context,
            StatusCodes.Status400BadRequest,
            SignInViews.Message(
                "Please start again",
                "This sign-in is not known here, was finished, or is more than 10 minutes old. Go back to the app you came from, "
                    + "and sign in from there."
            )
        );

    private Task ShowAsync(HttpContext context, int status, SignInForm form) =>
        _pages.WriteAsync(context, status, SignInViews.Form(form, HostOf(context.Request)));

    private string HostOf(HttpRequest request) => options.Target?.Authority ?? request.Host.Value ?? "";

    private static Task RefuseVerb(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, HEAD, POST";
        throw new ServiceException(ErrorKind.NotSupported, "This page is read, and its form is sent; it takes nothing else.");
    }
}

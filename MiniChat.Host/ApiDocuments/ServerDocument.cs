using MiniChat.Host.SignIns;

namespace MiniChat.Host.ApiDocuments;

/// <summary>What the document says of the server's own addresses.</summary>
internal static class ServerDocument
{
    internal static ApiOperation Start =>
        new("start", "The page for browsers, a line of text for others")
        {
            Texts = [new ApiText("text/plain", "Hello, World!", "Hello, World!"), new ApiText("text/html", "The page.")],
        };

    internal static ApiOperation Health =>
        new("health", "Whether the process lives") { Answer = new Dictionary<string, string> { ["status"] = "ok" } };

    internal static ApiOperation Ready =>
        new("ready", "Whether it can do its work, the store included")
        {
            Answer = new Dictionary<string, string> { ["status"] = "ready", ["embedder"] = "hash-1024" },
            Others =
            [
                (
                    StatusCodes.Status503ServiceUnavailable,
                    "It cannot, just now: the store cannot be written, or the server is about to end. `Retry-After` is set.",
                    new Dictionary<string, string> { ["status"] = "the store cannot be written", ["embedder"] = "hash-1024" }
                ),
            ],
        };

    internal static ApiOperation Metrics =>
        new("metrics", "What the server does, in numbers, for Prometheus")
        {
            Description = "Shown to this machine, or to the networks of `MiniChat__Metrics__Networks`.",
            Texts = [new ApiText("text/plain", "Prometheus' text format 0.0.4.")],
            Errors = [403],
        };

    internal static ApiOperation SignInPage =>
        new("signInPage", "The page where people sign in by code")
        {
            Description =
                "`GET /user/auth-code` gives its address, with the `state`. 404 where people sign in at an outside provider.",
            Query = new SignInPageQuery { State = "3q2-7wAbC" },
            Texts = [new ApiText("text/html", "The form.")],
            Section = Pages,
            Others = PagesOf((400, "The sign-in is not known, or is over."), (404, "People sign in elsewhere.")),
        };

    internal static ApiOperation ProviderSignIn =>
        new("providerSignIn", "Leads a browser to the outside provider, and back to a page of this server")
        {
            Description = "Back there, the cookies of a session are set; or the query has `signInError` with the error's code.",
            Query = new ProviderSignInQuery { Provider = "github", Continue = "/chats/5" },
            Status = StatusCodes.Status303SeeOther,
            StatusWords = "On to the provider.",
            Section = Pages,
            Errors = [400, 404, 429, 502, 503, 504],
        };

    internal static ApiOperation SignIn =>
        new("signInByForm", "Sends the page's form")
        {
            Description =
                "To the address of the page itself, its query included; a page of another origin may not. What is wrong is told on the page.",
            Query = new SignInPageQuery { State = "3q2-7wAbC" },
            Body = new SignInFields { UserName = "ada", Password = "correct horse" },
            BodyTypes = ["application/x-www-form-urlencoded"],
            Status = StatusCodes.Status303SeeOther,
            StatusWords = "Signed in: on to the redirect address, with `code` and `state`.",
            Section = Pages,
            Others = PagesOf(
                (400, "A field is not right, or the sign-in is over."),
                (401, "A wrong name or password."),
                (403, "A page of another origin sent the form."),
                (404, "People sign in elsewhere."),
                (409, "The name or address is taken."),
                (413, "The form is too long."),
                (415, "It is no form."),
                (429, "Too many failed; see `Retry-After`."),
                (503, "Too many are signing in; see `Retry-After`.")
            ),
        };

    private static IReadOnlyList<(int, string, object)> PagesOf(params (int Status, string Words)[] errors) =>
        [.. errors.Select(error => (error.Status, error.Words, (object)new ApiText("text/html", "The page, which says so.")))];

    // Errors of a page are pages.
    private static ApiSection Pages => ApiSections.OfServer with { Error = null };
}

/// <summary>Where a browser goes on.</summary>
internal sealed record ProviderSignInQuery
{
    /// <summary>The provider's name.</summary>
    public string Provider { get; set; } = "";

    /// <summary>The path of this server at which the browser comes back; absent for `/`.</summary>
    public string? Continue { get; set; }
}

/// <summary>Which sign-in.</summary>
internal sealed record SignInPageQuery
{
    /// <summary>The state that the sign-in began with.</summary>
    [Stack.ValidateNotEmpty]
    public string State { get; set; } = "";

    /// <summary>`1` for the form to sign up.</summary>
    public string? New { get; set; }
}

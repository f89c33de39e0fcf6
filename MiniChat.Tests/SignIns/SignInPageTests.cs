using System.Net;
using System.Text.RegularExpressions;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.SignIns;

/// <summary>The page /sign-in, as it comes over the wire.</summary>
[TestFixture]
internal sealed partial class SignInPageTests : CodeFlowFixture
{
    [TestCase("", "Sign in", "Username or email:userName:username", "Password:password:current-password")]
    [TestCase(
        "&new=1",
        "Sign up",
        "Username:userName:username",
        "Email (optional):email:email",
        "Password:password:new-password"
    )]
    public async Task Every_field_has_its_label_name_and_autocomplete(string form, string button, params string[] fields)
    {
        var begun = await Flow.BeginAsync();

        var reply = await Flow.Http.GetAsync(begun.LoginUrl.PathAndQuery + form);

        Assert.That(reply.Status, Is.EqualTo(200));
        Assert.That(
            reply.Body,
            Does.Contain("<html lang=\"en\">")
                .And.Contain($"<title>{button} &#xB7; MiniChat</title>")
                .Or.Contain($"<title>{button} · MiniChat</title>")
        );
        Assert.That(Buttons().Matches(reply.Body).Select(match => match.Groups[1].Value), Is.EqualTo(new[] { button }));
        var labelled = Labels()
            .Matches(reply.Body)
            .Select(match =>
                (
                    Label: match.Groups[2].Value,
                    Input: Regex.Match(reply.Body, $"<input id=\"{match.Groups[1].Value}\"[^>]*>").Value
                )
            )
            .Select(pair => $"{pair.Label}:{Attribute(pair.Input, "name")}:{Attribute(pair.Input, "autocomplete")}");
        Assert.That(labelled, Is.EqualTo(fields));
        Assert.That(Regex.Matches(reply.Body, "<input"), Has.Count.EqualTo(fields.Length));
        Assert.That(Regex.Matches(reply.Body, " autofocus"), Has.Count.EqualTo(1));
        Assert.That(
            Attribute(Regex.Match(reply.Body, "<form[^>]*>").Value, "action"),
            Is.EqualTo(begun.LoginUrl.PathAndQuery + form)
        );
    }

    [Test]
    public async Task Every_response_has_the_headers_of_a_page_that_holds_a_secret()
    {
        var begun = await Flow.BeginAsync();
        Reply[] replies =
        [
            await Flow.Http.GetAsync(begun.LoginUrl.PathAndQuery),
            await Flow.Http.GetAsync("/sign-in"),
            await Flow.Http.SendAsync("DELETE", "/sign-in", null, null),
            await Flow.SendFormAsync(begun.State, password: "wrong guess"),
            await Flow.SendFormAsync(begun.State, headers: ("Origin", "https://evil.example")),
            await Flow.Http.PostAsync(begun.LoginUrl.PathAndQuery, "{}"),
            await Flow.SendFormAsync(begun.State, password: new string('x', 20_000)),
            await Flow.SendFormAsync(begun.State),
        ];

        Assert.That(replies.Select(reply => reply.Status), Is.EqualTo(new[] { 200, 400, 405, 401, 403, 415, 413, 303 }));
        foreach (var reply in replies)
        {
            Assert.That(reply.Header("Cache-Control"), Is.EqualTo("no-store"));
            Assert.That(reply.Header("Referrer-Policy"), Is.EqualTo("same-origin"));
            Assert.That(reply.Header("X-Content-Type-Options"), Is.EqualTo("nosniff"));
            Assert.That(
                reply.Header("Content-Security-Policy"),
                Is.EqualTo(
                    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
                )
            );
            Assert.That(reply.Cookies, Is.Empty);
            Assert.That(reply.Body, Does.Not.Match("<script|<style| style=| on[a-z]+="), "nothing of it runs inline");
        }
        foreach (var page in replies.SkipLast(1))
            Assert.That(page.Header("Content-Type"), Is.EqualTo("text/html; charset=utf-8"));
        Assert.That(replies[2].Header("Allow"), Is.EqualTo("GET, HEAD, POST"));
    }

    [Test]
    public async Task The_right_password_leads_back_with_code_and_state()
    {
        var begun = await Flow.BeginAsync();

        var reply = await Flow.SendFormAsync(begun.State, "ADA@example.org");

        Assert.That(reply.Status, Is.EqualTo(303));
        Assert.That(
            reply.Header("Location"),
            Does.Match($"^/user/auth-callback\\?code=[A-Za-z0-9_-]{{43}}&state={begun.State}$")
        );
    }

    [TestCase("ada", "wrong guess", 401, "Invalid Username or Password")]
    [TestCase("nobody", "wrong guess", 401, "Invalid Username or Password")]
    [TestCase("", "wrong guess", 400, "&#x27;Username or email&#x27; must not be empty.")]
    [TestCase("ada", "", 400, "&#x27;Password&#x27; must not be empty.")]
    public async Task What_is_wrong_is_told_and_the_name_is_kept_but_not_the_password(
        string name,
        string password,
        int status,
        string sentence
    )
    {
        var begun = await Flow.BeginAsync();

        var reply = await Flow.SendFormAsync(begun.State, name, password);

        Assert.That(reply.Status, Is.EqualTo(status));
        Assert.That(reply.Body, Does.Contain($">{sentence}</p>").And.Contain("role=\"alert\""));
        Assert.That(reply.Body, Does.Contain("<title>Error: Sign in"));
        Assert.That(reply.Body, Does.Contain($"type=\"text\" value=\"{name}\"").And.Contain("type=\"password\" value=\"\""));
        Assert.That(reply.Body, Does.Not.Contain("wrong guess"));
        foreach (Match match in Regex.Matches(reply.Body, "aria-describedby=\"([^\"]+)\""))
        foreach (var id in match.Groups[1].Value.Split(' '))
            Assert.That(reply.Body, Does.Contain($"<p id=\"{id}\""));
        await Flow.CodeAsync(begun.State);
    }

    [Test]
    public async Task Signing_up_makes_an_account_and_goes_on()
    {
        var begun = await Flow.BeginAsync();

        var reply = await Flow.PostFormAsync(
            $"/sign-in?state={begun.State}&new=1",
            new()
            {
                ["userName"] = "grace",
                ["email"] = "",
                ["password"] = "a good password",
            }
        );

        Assert.That(reply.Status, Is.EqualTo(303), reply.Body);
        var token = await Flow.TokenAsync(CodeFlow.CodeOf(reply), begun.State);
        Assert.That(await Flow.IsGoodAsync(token), Is.True);
        Assert.That(
            await DatabaseRows.ReadAsync(Server, "SELECT email FROM accounts WHERE user_name = 'grace'"),
            Is.EqualTo(new[] { (string?)null })
        );
    }

    [TestCase("ada", "", "long enough", 409, "user-name", "Username already exists")]
    [TestCase("two words", "", "long enough", 400, "user-name", "&#x27;User Name&#x27; can hold letters")]
    [TestCase("grace", "no address", "long enough", 400, "email", "&#x27;Email&#x27; is not a valid email address.")]
    [TestCase("grace", "ada@example.org", "long enough", 409, "email", "Email already exists")]
    [TestCase("grace", "", "short", 400, "password", "The length of &#x27;Password&#x27; must be at least 8 characters.")]
    public async Task What_is_wrong_with_a_field_of_a_new_account_is_told_there(
        string name,
        string email,
        string password,
        int status,
        string field,
        string sentence
    )
    {
        var begun = await Flow.BeginAsync();

        var reply = await Flow.PostFormAsync(
            $"/sign-in?state={begun.State}&new=1",
            new()
            {
                ["userName"] = name,
                ["email"] = email,
                ["password"] = password,
            }
        );

        Assert.That(reply.Status, Is.EqualTo(status));
        Assert.That(reply.Body, Does.Contain($"<p id=\"{field}-error\" class=\"error\">{sentence}"));
        Assert.That(
            Regex.Match(reply.Body, $"<input id=\"{field}\"[^>]*>").Value,
            Does.Match($"autofocus aria-invalid=\"true\" aria-describedby=\"{field}-error( password-hint)?\"")
        );
        Assert.That(reply.Body, Does.Contain("Please look at what is marked below."));
        Assert.That(reply.Body, Does.Contain($"value=\"{name}\"").And.Contain($"value=\"{email}\"").And.Not.Contain(password));
    }

    private static string Attribute(string tag, string name) =>
        WebUtility.HtmlDecode(Regex.Match(tag, $" {name}=\"([^\"]*)\"").Groups[1].Value);

    [GeneratedRegex("<label for=\"([^\"]+)\">([^<]+)</label>")]
    private static partial Regex Labels();

    [GeneratedRegex("<button[^>]*>([^<]+)</button>")]
    private static partial Regex Buttons();
}

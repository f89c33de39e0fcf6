using System.Net;
using System.Text.RegularExpressions;
using MiniChat.ServiceInterface.SignIns;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.SignIns;

/// <summary>What the page /sign-in makes of what it should not get.</summary>
[TestFixture]
internal sealed class SignInPageInputTests : CodeFlowFixture
{
    [TestCase("\"><script>alert(1)</script>")]
    [TestCase("' autofocus onfocus='alert(1)")]
    [TestCase("</title>&lt;${7*7}{{7*7}}\u2028é")]
    public async Task What_was_typed_is_text_and_nothing_else(string name)
    {
        var begun = await Flow.BeginAsync();
        foreach (var path in new[] { $"/sign-in?state={begun.State}", $"/sign-in?state={begun.State}&new=1" })
        {
            var reply = await Flow.PostFormAsync(
                path,
                new()
                {
                    ["userName"] = name,
                    ["email"] = name,
                    ["password"] = "wrong guess",
                }
            );

            Assert.That(reply.Status, Is.EqualTo(401).Or.EqualTo(400));
            Assert.That(reply.Body, Does.Not.Contain(name).And.Not.Contain("<script"));
            var value = WebUtility.HtmlDecode(
                Regex.Match(reply.Body, "<input id=\"user-name\"[^>]* value=\"([^\"]*)\"").Groups[1].Value
            );
            Assert.That(value, Is.EqualTo(name));
        }
    }

    [TestCase("")]
    [TestCase("?state=")]
    [TestCase("?state=abc")]
    [TestCase("?state=%22%3E%3Cscript%3E")]
    [TestCase("?state={other}")]
    [TestCase("?state={used}")]
    [TestCase("?state={used}&new=1")]
    [TestCase("?state={good}&state={good}")]
    public async Task Without_a_sign_in_that_waits_there_is_no_form(string query)
    {
        var used = await Flow.BeginAsync();
        await Flow.TokenAsync(await Flow.CodeAsync(used.State), used.State);
        var sent = query
            .Replace("{used}", used.State, StringComparison.Ordinal)
            .Replace("{good}", (await Flow.BeginAsync()).State, StringComparison.Ordinal)
            .Replace("{other}", SignInSecrets.New(), StringComparison.Ordinal);
        var fields = new Dictionary<string, string> { ["userName"] = "grace", ["password"] = MiniChatServer.Password };

        foreach (
            var reply in new[]
            {
                await Flow.Http.GetAsync("/sign-in" + sent),
                await Flow.PostFormAsync("/sign-in" + sent, fields),
            }
        )
        {
            Assert.That(reply.Status, Is.EqualTo(400));
            Assert.That(reply.Body, Does.Contain("Please start again").And.Not.Contain("<form").And.Not.Contain("script"));
        }
        Assert.That(
            await DatabaseRows.ReadAsync(Server, "SELECT id FROM accounts"),
            Has.Count.EqualTo(1),
            "nobody was registered"
        );
    }

    [Test]
    public async Task A_link_fills_nothing_in()
    {
        var begun = await Flow.BeginAsync();
        var link = $"/sign-in?state={begun.State}&userName=eve&password=eves+password";

        var shown = await Flow.Http.GetAsync(link);
        var sent = await Flow.PostFormAsync(link, new() { ["userName"] = "ada", ["password"] = MiniChatServer.Password });

        Assert.That(shown.Body, Does.Not.Contain("eve"));
        Assert.That(sent.Status, Is.EqualTo(303), "the form counts");
    }

    [TestCase("a=%ff%fe", 400)]
    [TestCase("userName=ada%00&password=x", 400)]
    [TestCase("userName=ada&userName=eve&password=x", 400)]
    [TestCase("", 400)]
    public async Task A_bad_form_is_told_on_a_page(string form, int status)
    {
        var begun = await Flow.BeginAsync();

        var reply = await Flow.Http.PostAsync($"/sign-in?state={begun.State}", form, "application/x-www-form-urlencoded");

        Assert.That(reply.Status, Is.EqualTo(status));
        Assert.That(reply.Header("Content-Type"), Is.EqualTo("text/html; charset=utf-8"));
    }
}

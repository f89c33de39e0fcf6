using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Host.Settings;
using MiniChat.ServiceInterface.Models;
using MiniChat.Stack.Routing;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Rules;

/// <summary>The pages tell what the code does: every message, setting and error, and links that lead somewhere.</summary>
[TestFixture]
internal sealed class DocsTests
{
    private static IEnumerable<string> Pages => [.. Repository.Files("docs", "*.md"), .. RootPages];

    private static IEnumerable<string> RootPages =>
        Directory.EnumerateFiles(Repository.Root, "*.md").Select(path => Path.GetFileName(path));

    [Test]
    public async Task Every_message_has_a_heading()
    {
        await using var server = MiniChatServer.Start();
        var messages = server.Services.GetRequiredService<MessageCatalog>().Messages.Select(message => message.Name);

        Assert.That(Found("docs/messages.md", @"^### ([A-Z]\w+)$"), Is.SupersetOf(messages));
    }

    [Test]
    public async Task The_table_of_settings_is_what_the_server_reads()
    {
        await using var server = MiniChatServer.Start();
        var settings = server.Services.GetRequiredService<SettingReader>();

        // The test server has its address from elsewhere; a real one reads this setting.
        var asked = settings.Asked.Append("ASPNETCORE_URLS").Distinct();

        Assert.That(Found("docs/configuration.md", @"^\| `(\w+)` \|"), Is.EquivalentTo(asked));
        Assert.That(settings.Unknown(), Is.Empty);
    }

    [Test]
    public void Every_error_code_is_explained()
    {
        var sources = new[] { "MiniChat.Stack", "MiniChat.Stack.Interfaces", "MiniChat.ServiceInterface", "MiniChat.Host" };
        var code = string.Join('\n', sources.SelectMany(folder => Repository.Files(folder, "*.cs")).Select(Repository.Read));
        string[] places =
        [
            @"ErrorCode = ""(\w+)""",
            @"Words\(""(\w+)""",
            @"const string (?:Internal)?Code = ""(\w+)""",
            @"ErrorKind\.\w+ => ""(\w+)""",
            @"ForField\(\s*(?:\$?""[^""]*""|\w+),\s*""(\w+)""",
            @"\bError\(\s*""\w+"",\s*""(\w+)""",
            @"broken\.Add\(\s*\w+,\s*\w+,\s*""(\w+)""",
        ];
        var codes = places
            .SelectMany(place => Regex.Matches(code, place))
            .Select(match => match.Groups[1].Value)
            .Concat(Enum.GetNames<ModelFailure>())
            .Distinct();

        var told = Regex.Matches(Repository.Read("docs/errors.md"), @"`(\w+)`").Select(match => match.Groups[1].Value);

        Assert.That(codes.Count(), Is.GreaterThan(35));
        Assert.That(codes.Except(told), Is.Empty);
    }

    [TestCaseSource(nameof(Pages))]
    public void Every_link_leads_to_a_file(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        var broken = Regex
            .Matches(Repository.Read(page), @"\]\((?!https?://|#)([^)#]+)(?:#[^)]*)?\)")
            .Select(match => match.Groups[1].Value)
            .Where(link => !Path.Exists(Path.Combine(folder, link)));

        Assert.That(broken, Is.Empty);
    }

    private static IEnumerable<string> Found(string page, string pattern) =>
        Regex.Matches(Repository.Read(page), pattern, RegexOptions.Multiline).Select(match => match.Groups[1].Value);
}

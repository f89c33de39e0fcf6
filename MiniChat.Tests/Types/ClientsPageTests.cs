using System.Text.RegularExpressions;
using MiniChat.Stack.Metadata;
using MiniChat.Tests.Rules;

namespace MiniChat.Tests.Types;

/// <summary>docs/clients.md tells every language and every option that there is, and no other.</summary>
[TestFixture]
public sealed class ClientsPageTests : TypesServer
{
    private static readonly string Page = Repository.Read("docs/clients.md");

    [Test]
    public void The_page_tells_every_language() =>
        Assert.That(
            Regex.Matches(Page, @"\| `/types/([a-z.]+)` \|").Select(match => match.Groups[1].Value),
            Is.EquivalentTo(MetadataSetup.Languages)
        );

    [Test]
    public async Task The_page_tells_every_option()
    {
        var options = new HashSet<string> { "WithoutOptions" };
        foreach (var language in MetadataSetup.Languages)
        {
            var head = (await TypesAsync(language)).Split("BaseUrl:")[1].Split('\n').Skip(2);
            options.UnionWith(head.TakeWhile(line => line.Contains(':')).Select(line => line.TrimStart('/', '#').Split(':')[0]));
        }
        var told = Regex
            .Matches(Page.Split("## Options")[1], @"^\| (`.*?`) \|", RegexOptions.Multiline)
            .SelectMany(row => Regex.Matches(row.Groups[1].Value, @"\w+"))
            .Select(name => name.Value);

        Assert.That(told, Is.EquivalentTo(options));
    }
}

using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MiniChat.Tests.Rules;

/// <summary>The picture of docs/architecture.md: who may name whom.</summary>
[TestFixture]
internal sealed class DependencyRuleTests
{
    [TestCase("MiniChat.Stack.Interfaces", "")]
    [TestCase("MiniChat.ServiceModel", "MiniChat.Stack.Interfaces")]
    [TestCase("MiniChat.ServiceInterface", "MiniChat.ServiceModel")]
    [TestCase("MiniChat.Stack", "MiniChat.Stack.Interfaces")]
    [TestCase("MiniChat.Client", "MiniChat.ServiceModel")]
    [TestCase("MiniChat.Host", "MiniChat.ServiceInterface MiniChat.Stack")]
    [TestCase("MiniChat.Tests", "MiniChat.Host MiniChat.Client")]
    public void A_project_references_what_the_picture_allows(string project, string allowed)
    {
        var references = Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path));

        Assert.That(references, Is.SubsetOf(allowed.Split(' ')));
    }

    [TestCase("MiniChat.Stack.Interfaces")]
    [TestCase("MiniChat.ServiceModel")]
    [TestCase("MiniChat.ServiceInterface")]
    [TestCase("MiniChat.Client")]
    public void The_contract_and_the_core_need_no_package(string project) =>
        Assert.That(Items(project, "PackageReference"), Is.Empty);

    [TestCase("MiniChat.Stack.Interfaces")]
    [TestCase("MiniChat.ServiceModel")]
    [TestCase("MiniChat.Client")]
    public void The_contract_and_the_client_need_no_web_framework(string project) =>
        Assert.That(Items(project, "FrameworkReference"), Is.Empty);

    [TestCase("MiniChat.ServiceInterface", @"\bMicrosoft\.AspNetCore\.(?!Identity\b)")]
    [TestCase("MiniChat.ServiceInterface", @"\b(OpenAI|Dapper|Microsoft\.Data|SQLitePCL|System\.ClientModel|Npgsql)\b")]
    [TestCase("MiniChat.ServiceInterface", @"\bMiniChat\.(Host|Client)\b")]
    [TestCase("MiniChat.Stack", @"\bMiniChat\.(ServiceModel|ServiceInterface|Host|Client)\b")]
    [TestCase("MiniChat.Stack.Interfaces", @"\bMiniChat\.(ServiceModel|ServiceInterface|Host|Client)\b")]
    [TestCase("MiniChat.ServiceModel", @"\bMiniChat\.(ServiceInterface|Host|Client)\b")]
    [TestCase("MiniChat.Host/Models", @"\bMiniChat\.Host\.Storage\b|\bDapper\b|\bSqlite")]
    [TestCase("MiniChat.Host/Storage", @"\bMiniChat\.Host\.Models\b|\bOpenAI\b")]
    [TestCase("MiniChat.Host/Storage", @"\bMiniChat\.Host\.Bus\b")]
    [TestCase("MiniChat.Host/Bus", @"\bMiniChat\.Host\.(Storage|Models|Dialects)\b|\bI\w+Store\b")]
    [TestCase("MiniChat.Host/Bus/Memory", @"\bMiniChat\.Host\.Bus\.Postgres\b")]
    [TestCase("MiniChat.Host/Bus/Postgres", @"\bMiniChat\.Host\.Bus\.Memory\b")]
    [TestCase("MiniChat.Host/Relays", @"\bMiniChat\.Host\.(Dialects|Models|Storage)\b|\bI\w+Store\b")]
    [TestCase("MiniChat.Host/Models/OpenAi", @"\bMiniChat\.Host\.Models\.Offline\b")]
    [TestCase("MiniChat.Host/Models/Offline", @"\bMiniChat\.Host\.Models\.OpenAi\b")]
    public void A_folder_does_not_name(string folder, string forbidden)
    {
        var found = Repository
            .Files(folder, "*.cs")
            .SelectMany(path =>
                Code(path).Where(line => Regex.IsMatch(line, forbidden)).Select(line => $"{path}: {line.Trim()}")
            );

        Assert.That(found, Is.Empty);
    }

    [TestCaseSource(nameof(Dialects))]
    public void A_dialect_names_no_other_dialect_no_storage_and_no_model(string dialect)
    {
        var others = string.Join('|', Dialects.Where(other => other != dialect));
        var forbidden =
            $@"\bDialects\.({others})\b|\bMiniChat\.Host\.(Storage|Models)\b|\bServiceInterface\.Models\b|\bI\w+Store\b";

        A_folder_does_not_name($"MiniChat.Host/Dialects/{dialect}", forbidden);
    }

    private static IEnumerable<string> Dialects =>
        Directory
            .EnumerateDirectories(Path.Combine(Repository.Root, "MiniChat.Host", "Dialects"))
            .Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal);

    /// <summary>The lines that are no comments.</summary>
    private static IEnumerable<string> Code(string path) =>
        Repository.Read(path).Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal));

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument
            .Parse(Repository.Read($"{project}/{project}.csproj"))
            .Descendants(kind)
            .Select(item => (string)item.Attribute("Include")!);
}

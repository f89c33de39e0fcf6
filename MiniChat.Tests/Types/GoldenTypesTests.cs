using System.Text.RegularExpressions;
using MiniChat.Stack.Metadata;
using MiniChat.Tests.Rules;

namespace MiniChat.Tests.Types;

/// <summary>What is generated stays as it is, until somebody looks at the difference and wants it.</summary>
[TestFixture]
public sealed class GoldenTypesTests : TypesServer
{
    private static readonly string Folder = Path.Combine(Repository.Root, "MiniChat.Tests", "Types", "Golden");

    private static IEnumerable<string> Languages => MetadataSetup.Languages;

    [TestCaseSource(nameof(Languages))]
    public async Task The_types_of_the_tests_messages_are_as_they_were(string language)
    {
        var types = Regex.Replace(
            await TypesAsync(language, $"?IncludeTypes={Small}"),
            "^(Date|Version): .*$",
            "$1: …",
            RegexOptions.Multiline
        );
        var path = Path.Combine(Folder, $"{language}.txt");
        if (Environment.GetEnvironmentVariable("MINICHAT_GOLDEN") == "1")
            await File.WriteAllTextAsync(path, types);

        Assert.That(File.Exists(path), $"{path} is missing: run this test with MINICHAT_GOLDEN=1, and read what it wrote.");
        Assert.That(
            types,
            Is.EqualTo(await File.ReadAllTextAsync(path)),
            $"The types are others than in {path}. Where that is wanted: run this test with MINICHAT_GOLDEN=1, and read the diff."
        );
    }

    [Test]
    public void There_is_no_golden_file_of_a_language_that_is_gone() =>
        Assert.That(Directory.EnumerateFiles(Folder).Select(Path.GetFileNameWithoutExtension), Is.EquivalentTo(Languages));
}

namespace MiniChat.Tests.Rules;

/// <summary>The small rules of the house.</summary>
[TestFixture]
internal sealed class HouseTests
{
    // Put together here, so that this file is not its own finding.
    private static readonly string[] Unfinished = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception("];

    private static IEnumerable<string> Sources => Repository.Files("", "*.cs").Where(path => !path.Contains("/Golden/"));

    [Test]
    public void A_file_has_at_most_300_lines()
    {
        var longOnes = Sources.Where(path => Repository.Read(path).Split('\n').Length > 301);

        Assert.That(longOnes, Is.Empty);
    }

    [Test]
    public void Nothing_is_left_unfinished()
    {
        var found = Sources.Where(path => Unfinished.Any(Repository.Read(path).Contains));

        Assert.That(found, Is.Empty);
    }

    [Test]
    public void A_decision_record_has_a_status_and_at_most_40_lines()
    {
        var records = Repository.Files("docs/decisions", "*.md");

        Assert.That(records, Is.Not.Empty);
        foreach (var record in records)
        {
            Assert.That(Repository.Read(record).Split('\n'), Has.Length.LessThanOrEqualTo(41), record);
            Assert.That(Repository.Read(record), Does.Match(@"\nStatus: \w+.*, \d{4}-\d\d-\d\d\n"), record);
        }
    }
}

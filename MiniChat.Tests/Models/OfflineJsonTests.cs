using System.Text.Json;
using MiniChat.Host.Models.Offline;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;

namespace MiniChat.Tests.Models;

[TestFixture]
public sealed class OfflineJsonTests
{
    private static readonly OfflineAnswerModel Model = new(
        new OfflineOptions { TokenDelay = TimeSpan.Zero },
        TimeProvider.System
    );

    private static async Task<JsonElement> FillAsync(string schema)
    {
        var text = "";
        var request = new ModelRequest
        {
            Model = "offline",
            Messages = [new CompletionMessage { Role = "user", Content = "Questions about garbage collection" }],
            JsonSchema = schema,
        };
        await foreach (var one in Model.StreamAsync(request, CancellationToken.None))
            text += one.Text;
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    [TestCase("""{"const":"fixed"}""", "\"fixed\"")]
    [TestCase("""{"enum":["easy","hard"]}""", "\"easy\"")]
    [TestCase("""{"type":"boolean"}""", "true")]
    [TestCase("""{"type":"null"}""", "null")]
    [TestCase("""{"type":"integer"}""", "1")]
    [TestCase("""{"type":"integer","minimum":5,"maximum":9}""", "5")]
    [TestCase("""{"type":"integer","exclusiveMinimum":5}""", "6")]
    [TestCase("""{"type":"integer","maximum":-3}""", "-3")]
    [TestCase("""{"type":"integer","minimum":5,"multipleOf":4}""", "8")]
    [TestCase("""{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1}""", "0.5")]
    [TestCase("""{"type":["null","integer"]}""", "1")]
    [TestCase("""{"anyOf":[{"type":"integer"},{"type":"string"}]}""", "1")]
    [TestCase("""{"type":"array","items":{"type":"boolean"},"minItems":2,"maxItems":4}""", "[true,true]")]
    [TestCase("""{"type":"array","items":{"type":"boolean"},"maxItems":1}""", "[true]")]
    [TestCase("""{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"type":"integer"}}}""", "1")]
    public async Task A_schema_gets_a_value_that_fits(string schema, string expected)
    {
        var value = await FillAsync(schema);

        Assert.That(value.GetRawText(), Is.EqualTo(expected).Or.EqualTo(expected + ".0"));
    }

    [Test]
    public async Task A_text_keeps_to_its_bounds_and_takes_up_the_prompt()
    {
        var usual = await FillAsync("""{"type":"string"}""");
        var cut = await FillAsync("""{"type":"string","maxLength":5}""");
        var filled = await FillAsync("""{"type":"string","minLength":100}""");

        Assert.That(usual.GetString(), Does.Contain("Questions").And.StartsWith("Offline"));
        Assert.That(cut.GetString(), Has.Length.EqualTo(5));
        Assert.That(filled.GetString(), Has.Length.EqualTo(100));
    }

    [Test]
    public async Task The_texts_of_a_list_differ()
    {
        var list = await FillAsync("""{"type":"array","items":{"type":"string"},"minItems":20}""");

        Assert.That(list.EnumerateArray().Select(e => e.GetString()), Is.Unique);
    }

    [Test]
    public async Task A_schema_that_holds_itself_comes_to_an_end()
    {
        var tree = await FillAsync(
            """{"type":"object","properties":{"name":{"type":"string"},"children":{"type":"array","items":{"$ref":"#"}}},"required":["name","children"]}"""
        );

        Assert.That(tree.GetProperty("children")[0].GetProperty("name").GetString(), Is.Not.Empty);
    }

    [Test]
    public async Task A_schema_that_only_grows_comes_to_an_end()
    {
        const string node = """{"type":"object","properties":{"a":{"$ref":"#"},"b":{"$ref":"#"}},"required":["a","b"]}""";

        Assert.That((await FillAsync(node)).ValueKind, Is.EqualTo(JsonValueKind.Object));
    }
}

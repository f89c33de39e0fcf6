using System.Text.Json;
using MiniChat.Stack.Metadata;

namespace MiniChat.Tests.Types;

/// <summary>The addresses of generated types, their options, and what is refused.</summary>
[TestFixture]
public sealed class TypesTests : TypesServer
{
    private static IEnumerable<string> Languages => MetadataSetup.Languages;

    [Test]
    public async Task The_list_names_an_absolute_address_for_each_language()
    {
        var list = await Server.GetAsync("/types", ("Accept", "application/json"));

        Assert.That(list.Header("Content-Type"), Is.EqualTo("application/json; charset=utf-8"));
        var addresses = list.Json.EnumerateObject().Select(one => one.Value.GetString()!);
        Assert.That(addresses, Is.EqualTo(Languages.Select(language => $"https://types.example/types/{language}")));
    }

    [Test]
    public async Task The_list_is_a_page_for_a_browser()
    {
        var page = await Server.GetAsync("/types", ("Accept", "text/html,application/xhtml+xml"));

        Assert.That(page.Header("Content-Type"), Is.EqualTo("text/html; charset=utf-8"));
        Assert.That(page.Header("Content-Security-Policy"), Does.StartWith("default-src 'none'"));
        Assert.That(
            page.Body,
            Does.Contain("https://types.example/types/csharp\">CSharp</a>").And.Contain("Tests &lt;&amp;&gt;")
        );
    }

    [Test]
    public async Task A_language_that_is_none_is_not_found()
    {
        var reply = await Server.GetAsync("/types/cobol");

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((404, "NotFound")));
        Assert.That(reply.ErrorMessage, Does.Contain("typescript"));
    }

    [TestCase("typescript", "TypesTypeScript", "text/plain; charset=utf-8")]
    [TestCase("csharp", "TypesCSharp", "text/plain; charset=utf-8")]
    [TestCase("mjs", "TypesMjs", "text/javascript; charset=utf-8")]
    public async Task The_same_types_are_at_two_addresses_in_any_case(string language, string name, string contentType)
    {
        var types = await Server.GetAsync($"/types/{language}?IncludeTypes=Who");
        var same = await Server.GetAsync($"/api/{name}?includetypes=Who");
        var shouted = await Server.GetAsync($"/types/{language.ToUpperInvariant()}?INCLUDETYPES=Who");

        Assert.That(types.Header("Content-Type"), Is.EqualTo(contentType));
        Assert.That(new[] { same.Body, shouted.Body }, Has.All.EqualTo(types.Body));
    }

    [TestCase("/types")]
    [TestCase("/types/typescript")]
    [TestCase("/metadata")]
    [TestCase("/metadata/app.json")]
    public async Task HEAD_tells_the_length_and_sends_nothing(string path)
    {
        var whole = await Server.GetAsync(path);
        var head = await Server.SendAsync(HttpMethod.Head, path, null);

        Assert.That((head.Status, head.Body), Is.EqualTo((200, "")));
        Assert.That(head.Response.Content.Headers.ContentLength, Is.EqualTo(whole.Response.Content.Headers.ContentLength));
    }

    [Test]
    public async Task The_head_tells_the_options_so_that_they_can_be_changed()
    {
        var types = await TypesAsync("typescript", "?MakePropertiesOptional=true&IncludeTypes=Who.*");

        Assert.That(types, Does.StartWith("/* Options:\nDate: ").And.Contain("\nBaseUrl: https://types.example\n\n"));
        Assert.That(types, Does.Contain("\nMakePropertiesOptional: True\n").And.Contain("\nIncludeTypes: Who.*\n"));
        Assert.That(types, Does.Contain("\n//GlobalNamespace:\n").And.Contain("\n//AddServiceStackTypes: True\n"));
        Assert.That(await TypesAsync("typescript", "?WithoutOptions=true"), Does.StartWith("// @ts-nocheck"));
    }

    [TestCase("Ask", "Ask WhoResponse")]
    [TestCase("strict", "Echo Strict", TestName = "Of a message by its name its response comes too")]
    [TestCase("Strict.*", "Colour Echo EchoPart Strict")]
    [TestCase("EchoPart.*", "Colour EchoPart")]
    [TestCase("Colour, EchoPart", "Colour EchoPart")]
    [TestCase(
        "{auth}",
        "Authenticate AuthenticateLogout AuthenticateResponse GetAccessToken GetAccessTokenResponse Register RegisterResponse"
    )]
    [TestCase("Nothing", "")]
    public async Task Types_are_included_by_name_by_tag_and_with_all_they_need(string chosen, string expected)
    {
        var types = await TypesAsync("typescript", $"?IncludeTypes={Uri.EscapeDataString(chosen)}");

        Assert.That(NamesIn(types), Is.EquivalentTo(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Test]
    public async Task Types_are_included_by_namespace_and_excluded_by_all_the_same_forms()
    {
        var all = NamesIn(await TypesAsync("typescript"));
        var own = NamesIn(await TypesAsync("typescript", "?IncludeTypes=MiniChat.Tests.Stack/*"));
        var rest = NamesIn(await TypesAsync("typescript", "?ExcludeTypes=MiniChat.Tests.Stack/*,{auth}"));

        Assert.That(own, Does.Contain("Strict").And.Contain("Colour").And.Not.Contain("Register"));
        Assert.That(rest, Is.SubsetOf(all).And.Contain("ResponseStatus").And.Not.Contain("Strict").And.Not.Contain("Register"));
    }

    [Test]
    public async Task Errors_and_signing_in_are_always_there() =>
        Assert.That(
            NamesIn(await TypesAsync("typescript")),
            Is.SupersetOf(
                new[] { "ResponseStatus", "ResponseError", "Authenticate", "AuthenticateResponse", "Register", "GetAccessToken" }
            )
        );

    [TestCase("typescript", "AddResponseStatus=true", "responseStatus?: ResponseStatus;")]
    [TestCase("typescript", "AddImplicitVersion=007", "public version: number = 7;")]
    [TestCase("typescript", "GlobalNamespace=Some.Space", "export namespace Some.Space {")]
    [TestCase("typescript", "DefaultImports=Extra:./extra", "import { Extra } from \"./extra\";")]
    [TestCase("csharp", "GlobalNamespace=Some.Space", "namespace Some.Space\n")]
    [TestCase("csharp", "MakePartial=false&MakeVirtual=0", "public class Strict :")]
    [TestCase("csharp", "MakeInternal=1", "internal partial class Strict :")]
    [TestCase("csharp", "AddReturnMarker=false", "partial class Strict : IPost\n")]
    [TestCase("csharp", "AddDataContractAttributes=true&AddIndexesToDataMembers=true", "[DataMember(Order=2)]")]
    [TestCase("csharp", "AddNamespaces=One,Two.Three", "using Two.Three;")]
    [TestCase(
        "csharp",
        "InitializeCollections=true&AddNullableAnnotations=false",
        "Messages { get; set; } = new List<EchoPart>();"
    )]
    [TestCase("java", "Package=org.example&GlobalNamespace=Types", "public class Types {")]
    [TestCase("go", "GlobalNamespace=wire", "package wire\n")]
    public async Task An_option_does_what_it_says(string language, string query, string expected) =>
        Assert.That(await TypesAsync(language, $"?{query}&IncludeTypes=Strict.*"), Does.Contain(expected));

    [Test]
    public async Task An_option_that_is_none_is_passed_over() =>
        Assert.That(await TypesAsync("csharp", "?Sparkle=*/&MakeVirtual="), Is.EqualTo(await TypesAsync("csharp")));

    [TestCase("GlobalNamespace", "A*/alert(1)/*")]
    [TestCase("GlobalNamespace", "A{}")]
    [TestCase("GlobalNamespace", "A\nimport x")]
    [TestCase("MakePropertiesOptional", "perhaps")]
    [TestCase("AddImplicitVersion", "1;evil()")]
    [TestCase("AddImplicitVersion", "１")]
    [TestCase("IncludeTypes", "Who*/")]
    [TestCase("IncludeTypes", "{a\nb}")]
    [TestCase("ExcludeTypes", "\"\"\"")]
    [TestCase("DefaultImports", "A:b\";evil();\"")]
    [TestCase("DefaultImports", "A:http://evil.example/x")]
    [TestCase("AddServiceStackTypes", "*/")]
    public async Task What_could_become_code_is_refused_and_named(string option, string value)
    {
        var reply = await Server.GetAsync($"/types/typescript?{option}={Uri.EscapeDataString(value)}");

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((400, "TypesOption")));
        Assert.That(reply.FieldNames, Is.EqualTo(new[] { option }));
        Assert.That(reply.Body, Does.Not.Contain("evil"));
    }

    [TestCaseSource(nameof(Languages))]
    public async Task No_option_of_any_language_lets_code_in(string language)
    {
        var options = (await TypesAsync(language))
            .Split('\n')
            .SkipWhile(line => !line.StartsWith("BaseUrl", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.Contains(':'))
            .Select(line => line.TrimStart('/', '#').Split(':')[0]);

        Assert.That(options.Count(), Is.GreaterThan(4));
        foreach (var option in options)
        foreach (var evil in (string[])["*/", "\"\"\"", "a b", "a;b", "A\r\nB", "${x}", "`", "'"])
        {
            var reply = await Server.GetAsync($"/types/{language}?{option}={Uri.EscapeDataString(evil)}");
            Assert.That(reply.Status, Is.EqualTo(400), $"{option}={JsonSerializer.Serialize(evil)}");
        }
    }

    private static string[] NamesIn(string types) =>
        [
            .. types
                .Split('\n')
                .Select(line => line.Trim().Split(' '))
                .Where(words => words is ["export", "class" or "enum", ..])
                .Select(words => words[2]),
        ];
}

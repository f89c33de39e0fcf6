using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MiniChat.Tests.Types;

/// <summary>Generated C# compiles without a warning, against the names of ServiceStack's client.</summary>
[TestFixture]
public sealed class CSharpTypesTests : GeneratedTypes
{
    private static readonly MetadataReference[] Framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    [TestCase("")]
    [TestCase("?AddNullableAnnotations=false")]
    [TestCase("?AddNullableAnnotations=false&InitializeCollections=true&MakePartial=false&MakeVirtual=false&MakeInternal=true")]
    [TestCase(
        "?AddDataContractAttributes=true&AddIndexesToDataMembers=true&MakeDataContractsExtensible=true&ExportValueTypes=true"
    )]
    [TestCase("?GlobalNamespace=Some.Space&AddResponseStatus=true&AddImplicitVersion=3&AddGeneratedCodeAttributes=true")]
    [TestCase("?AddReturnMarker=false&AddDescriptionAsComments=false&AddNamespaces=System.Text")]
    public async Task It_compiles_with_every_option(string query)
    {
        Assert.That(Problems(await OwnAsync("csharp", query)), Is.Empty);
        Assert.That(Problems(await OddAsync("csharp", query)), Is.Empty);
    }

    [Test]
    public async Task A_message_has_its_routes_markers_and_docstrings()
    {
        var types = await OwnAsync("csharp");

        Assert.That(types, Does.Contain("using ServiceStack;\n").And.Contain("namespace MiniChat.ServiceModel\n"));
        Assert.That(types, Does.Contain("[Route(\"/questions\", \"POST\")]"));
        Assert.That(types, Does.Contain("public partial class Question : IReturn<QuestionResponse>, IPost\n"));
        Assert.That(types, Does.Contain("public partial class StreamAnswer : IReturn<Stream>, IGet\n"));
        Assert.That(types, Does.Contain("///Asks one question, outside of chats.\n"));
        Assert.That(types, Does.Not.Contain("class Authenticate").And.Not.Contain("class ResponseStatus"));
    }

    private static IEnumerable<string> Problems(string types)
    {
        var standIn = File.ReadAllText(Path.Combine(StandIns, "ServiceStack.cs.txt"));
        var compilation = CSharpCompilation.Create(
            "Generated",
            [CSharpSyntaxTree.ParseText(types), CSharpSyntaxTree.ParseText(standIn)],
            Framework,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Annotations
            )
        );
        return compilation
            .GetDiagnostics()
            .Where(problem => problem.Severity >= DiagnosticSeverity.Warning)
            .Select(problem => problem.ToString());
    }
}

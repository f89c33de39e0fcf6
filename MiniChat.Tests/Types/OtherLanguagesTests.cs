using MiniChat.Tests.Support;
using static MiniChat.Tests.Web.WebClientsTests;

namespace MiniChat.Tests.Types;

/// <summary>
/// Types of other languages under their compilers, against the names of the packages that they use; where there is no compiler a
/// parser looks at them.
/// </summary>
[TestFixture]
public sealed class OtherLanguagesTests : GeneratedTypes
{
    [Test]
    public async Task Python_loads_them_and_knows_every_name()
    {
        OtherPrograms.DemandProgram("python3");
        foreach (var standIn in Directory.EnumerateFiles(Path.Combine(StandIns, "python")))
            Write($"python/{Path.GetFileName(standIn)}", await File.ReadAllTextAsync(standIn));
        Write("python/own.py", await OwnAsync("python"));
        Write("python/odd.py", await OddAsync("python", "?AddImplicitVersion=2&AddResponseStatus=true"));
        Write("python/bare.py", await OddAsync("python", "?AddDescriptionAsComments=false&WithoutOptions=true"));

        var output = await RunAsync("python3", "python", ["check.py", "own", "odd", "bare"]);

        Assert.That(output.Trim(), Is.EqualTo("checked"));
    }

    [Test]
    public async Task Java_compiles_them()
    {
        OtherPrograms.DemandProgram("javac");
        var own = Write("java/own/dtos.java", await OwnAsync("java", "?Package=own"));
        var odd = Write(
            "java/Odd.java",
            await OddAsync("java", "?GlobalNamespace=Odd&AddImplicitVersion=2&AddResponseStatus=true")
        );

        await RunAsync("javac", "java", ["-Werror", "-d", "out", "-sourcepath", Path.Combine(StandIns, "java"), own, odd]);
    }

    [Test]
    public async Task Go_compiles_them()
    {
        OtherPrograms.DemandProgram("go");
        Write("go/go.mod", "module example.org/types\n\ngo 1.19\n");
        Write("go/own/types.go", await OwnAsync("go"));
        Write("go/odd/types.go", await OddAsync("go", "?GlobalNamespace=odd&AddImplicitVersion=2&AddResponseStatus=true"));

        await RunAsync("go", "go", ["vet", "./..."], new() { ["GOPROXY"] = "off", ["GOFLAGS"] = "-mod=mod" });
    }

    [Test]
    public async Task Rust_compiles_them()
    {
        OtherPrograms.DemandProgram("rustc");
        Write("rust/own.rs", await OwnAsync("rust"));
        Write("rust/odd.rs", await OddAsync("rust", "?AddResponseStatus=true"));
        var standIns = Path.Combine(StandIns, "rust");
        string[] plain = ["--edition", "2021", "-L", ".", "-D", "warnings", "--emit", "metadata", "--crate-type", "lib"];
        await RunAsync(
            "rustc",
            "rust",
            ["--edition", "2021", "--crate-type", "proc-macro", Path.Combine(standIns, "serde_derive.rs")]
        );
        string[] derive = ["--extern", "serde_derive"];
        await RunAsync("rustc", "rust", [.. plain, .. derive, Path.Combine(standIns, "serde.rs")]);
        await RunAsync("rustc", "rust", [.. plain, Path.Combine(standIns, "serde_json.rs")]);

        foreach (var file in (string[])["own.rs", "odd.rs"])
            await RunAsync("rustc", "rust", [.. plain, "--extern", "serde", "--extern", "serde_json", file]);
    }

    [Test]
    public async Task A_parser_of_Kotlin_reads_them()
    {
        Demand("web-tree-sitter");
        var own = Write("kotlin/own.kt", await OwnAsync("kotlin", "?Package=own.when"));
        var odd = Write("kotlin/odd.kt", await OddAsync("kotlin", "?AddImplicitVersion=2&AddResponseStatus=true"));

        var output = await Web.WebClientsTests.RunAsync("parse.mjs", "kotlin", own, odd);

        Assert.That(output.Trim(), Is.EqualTo("2 parsed, 1 broken one refused"));
    }

    private Task<string> RunAsync(
        string program,
        string folder,
        IEnumerable<string> arguments,
        Dictionary<string, string>? environment = null
    ) => OtherPrograms.RunAsync(program, Folder.File(folder), arguments, environment);
}

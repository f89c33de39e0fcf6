using System.Text.Json;
using MiniChat.Tests.Support;
using static MiniChat.Tests.Web.WebClientsTests;

namespace MiniChat.Tests.Types;

/// <summary>Generated TypeScript and JavaScript under the compiler, the client and the tool that they are for.</summary>
[TestFixture]
public sealed class TypeScriptTypesTests : GeneratedTypes
{
    private const string Use = """
        import { JsonServiceClient } from "@servicestack/client";
        import { Authenticate, AnswerState, DeleteChat, FindQuestions, Question, QuestionResponse } from "./own.js";

        const client = new JsonServiceClient("http://localhost:5000");
        const me = await client.post(new Authenticate({ provider: "credentials", userName: "ada", password: "p" }));
        client.bearerToken = me.bearerToken!;
        const answer: QuestionResponse = await client.post(new Question({ text: "What is a log?" }));
        const isDone: boolean = answer.state === AnswerState.Completed;
        const texts: string[] = (await client.get(new FindQuestions({ take: 5 }))).results.map((one) => one.text);
        await client.delete(new DeleteChat({ id: 1 }));
        export { isDone, texts };
        """;

    [Test]
    public async Task It_compiles_strictly_with_every_option_and_with_the_client()
    {
        Demand("typescript");
        string[] queries =
        [
            "",
            "?MakePropertiesOptional=true",
            "?GlobalNamespace=Some.Space&AddDescriptionAsComments=false",
            "?AddResponseStatus=true&AddImplicitVersion=3&IncludeTypes=Question.*",
            "?AddServiceStackTypes=false&DefaultImports=IReturn:@servicestack/client,IReturnVoid:@servicestack/client",
        ];
        foreach (var (index, query) in queries.Index())
            Write(index == 0 ? "own.ts" : $"own{index}.ts", Checked(await OwnAsync("typescript", query)));
        Write("odd.ts", Checked(await OddAsync("typescript")));
        Write("declared/own.d.ts", Checked(await OwnAsync("typescript.d", "?GlobalNamespace=Own")));
        Write("declared/odd.d.ts", Checked(await OddAsync("typescript.d", "?MakePropertiesOptional=false")));
        Write("use.ts", Use);
        Write("tsconfig.json", Configuration());

        await RunAsync(Path.Combine("node_modules", "typescript", "bin", "tsc"), "-p", Folder.File("tsconfig.json"));
    }

    [Test]
    public async Task The_module_works_with_the_client_against_the_server()
    {
        Demand("@servicestack");
        var module = Write("module/types.mjs", await OwnAsync("mjs"));

        await RunAsync("types.mjs", Server.Address.ToString(), module);
    }

    [Test]
    public async Task The_module_of_odd_messages_loads()
    {
        Demand("@servicestack");
        var module = Write("module/odd.mjs", await OddAsync("mjs", "?AddImplicitVersion=2"));

        var output = await RunAsync(
            "--input-type=module",
            "--eval",
            $"import * as all from {JsonSerializer.Serialize(new Uri(module).AbsoluteUri)};"
                + "console.log(new all.Strict({ text: 'a' }).getTypeName(), new all.Ask().version, all.Colour.DarkBlue);"
        );

        Assert.That(output.Trim(), Is.EqualTo("Strict 2 dark-blue"));
    }

    [Test]
    public async Task ServiceStacks_own_tool_adds_a_reference_and_updates_it()
    {
        Demand(Path.Combine("@servicestack", "cli"));
        using var folder = new TempFolder();
        var added = await ReferenceAsync(folder, Server.Address.ToString(), "Chat");
        var file = folder.File("Chat.dtos.ts");
        Assert.That(added, Does.Contain("Saved to: Chat.dtos.ts"));
        var first = await File.ReadAllTextAsync(file);
        Assert.That(first, Does.Contain("export class Question implements IReturn<QuestionResponse>, IPost {"));

        await File.WriteAllTextAsync(
            file,
            first
                .Replace("//MakePropertiesOptional: False", "MakePropertiesOptional: True")
                .Replace("//IncludeTypes:", "IncludeTypes: Question.*")
        );
        var updated = await ReferenceAsync(folder, "Chat.dtos.ts");

        Assert.That(updated, Does.Contain("Updated: Chat.dtos.ts"));
        var second = await File.ReadAllTextAsync(file);
        Assert.That(second, Does.Contain("\nMakePropertiesOptional: True\n").And.Contain("public text?: string;"));
        Assert.That(second, Does.Contain("class QuestionResponse").And.Not.Contain("class CreateChat"));
    }

    // It is told not to tell its maker, and could not: its way out leads nowhere.
    private static Task<string> ReferenceAsync(TempFolder folder, params string[] arguments) =>
        OtherPrograms.RunAsync(
            "node",
            folder.Path,
            [Path.Combine(Scripts, "node_modules", "@servicestack", "cli", "bin", "typescript-ref.js"), .. arguments],
            new()
            {
                ["SERVICESTACK_TELEMETRY_OPTOUT"] = "1",
                ["HTTPS_PROXY"] = "http://127.0.0.1:9",
                ["NO_PROXY"] = "127.0.0.1",
            }
        );

    private static string Checked(string types)
    {
        Assert.That(types, Does.Contain("// @ts-nocheck"));
        return types.Replace("// @ts-nocheck", "");
    }

    private static string Configuration() =>
        JsonSerializer.Serialize(
            new
            {
                compilerOptions = new
                {
                    strict = true,
                    noEmit = true,
                    noUnusedLocals = true,
                    target = "es2022",
                    module = "esnext",
                    moduleResolution = "bundler",
                    lib = new[] { "es2022", "dom" },
                    types = Array.Empty<string>(),
                    paths = new Dictionary<string, string[]>
                    {
                        ["@servicestack/client"] =
                        [
                            Path.Combine(Scripts, "node_modules", "@servicestack", "client", "dist", "index.d.ts"),
                        ],
                    },
                },
                include = new[] { "*.ts", "declared/*.d.ts" },
            }
        );
}

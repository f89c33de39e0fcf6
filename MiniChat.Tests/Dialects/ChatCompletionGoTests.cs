using System.Text.RegularExpressions;
using MiniChat.Tests.Rules;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>The document's program in Go, as it is printed but for the server's address.</summary>
[TestFixture]
internal sealed class ChatCompletionGoTests
{
    private const string Folder = "MiniChat.Tests/Dialects/Go";

    [TestCase("default_password", "offline responder")]
    [TestCase("wrong_password", "Authentication failed: cannot authenticate with provided username and password.")]
    public async Task The_program_of_the_document_signs_in_and_asks(string password, string printed)
    {
        OtherPrograms.DemandProgram("go");
        await using var server = MiniChatServer.Start();
        using var http = new OneConnection(server.Address);
        await http.PostAsync("/register", """{"userName":"temporary_user","password":"default_password"}""");
        using var folder = new TempFolder();
        var program = Repository.Read($"{Folder}/main.go.txt");
        var page = Repository.Read("docs/dialects/chat-completion.md");
        var files = new Dictionary<string, string>
        {
            ["main.go"] = program
                .Replace("http://chatbot-backend.mlops.pub/", server.Address.ToString(), StringComparison.Ordinal)
                .Replace("default_password", password, StringComparison.Ordinal),
            ["utils/utils.go"] = Regex.Match(page, "```go\n(.*?)```", RegexOptions.Singleline).Groups[1].Value,
            ["openai/openai.go"] = Repository.Read($"{Folder}/openai.go.txt"),
            ["openai/go.mod"] = "module github.com/sashabaranov/go-openai\n\ngo 1.18\n",
            ["go.mod"] = """
                module chatbot

                go 1.18

                require github.com/sashabaranov/go-openai v0.0.0

                replace github.com/sashabaranov/go-openai => ./openai

                """,
        };
        foreach (var (name, text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
            await File.WriteAllTextAsync(folder.File(name), text, Deadline.Soon);
        }
        var alone = new Dictionary<string, string>
        {
            ["GOFLAGS"] = "-mod=mod",
            ["GOPROXY"] = "off",
            ["GOTOOLCHAIN"] = "local",
            ["GOCACHE"] = Path.Combine(Path.GetTempPath(), "minichat-go-cache"),
            ["GOPATH"] = folder.File("go"),
        };

        var output = await OtherPrograms.RunAsync("go", folder.Path, ["run", "."], alone);

        Assert.That(output, Does.Contain(printed));
    }
}

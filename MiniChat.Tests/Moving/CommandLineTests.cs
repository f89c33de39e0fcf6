using MiniChat.Tests.Support;

namespace MiniChat.Tests.Moving;

/// <summary>What is wrong with a command is told in one sentence, without a secret.</summary>
[TestFixture]
internal sealed class CommandLineTests
{
    private TempFolder _folder = null!;

    [OneTimeSetUp]
    public async Task Make()
    {
        _folder = new TempFolder();
        await MiniChatServer.Start(folder: _folder).DisposeAsync();
    }

    [OneTimeTearDown]
    public void Drop() => _folder.Dispose();

    [TestCase("copy --to Host=127.0.0.1;Port=1;Username=minichat;Password=hidden;Database=x", 1, "Nobody listens at 127.0.0.1:1")]
    [TestCase("copy --to Host=127.0.0.1;Prot=5432;Password=hidden", 1, "--to cannot be read")]
    [TestCase("copy --to nonsense", 1, "--to cannot be read")]
    [TestCase("copy", 2, "copy takes where to")]
    [TestCase("copy --from x", 2, "copy takes where to")]
    [TestCase("backup", 2, "backup takes the one file")]
    [TestCase("backup a b", 2, "backup takes the one file")]
    [TestCase("restore", 2, "restore takes the one file")]
    [TestCase("restor x", 2, "no command 'restor'")]
    public async Task What_cannot_be_done_is_told_in_a_sentence(string line, int code, string sentence)
    {
        var refused = await MiniChatCommand.RunAsync(_folder, [], line.Split(' '));

        Assert.That(refused.ExitCode, Is.EqualTo(code), refused.Error);
        Assert.That(refused.Error, Does.Contain(sentence).And.Not.Contain("hidden"));
        Assert.That(refused.Error.TrimEnd().Split('\n'), Has.Length.EqualTo(1), "one sentence");
        Assert.That(refused.Error, Does.Not.Contain("ConnectionStrings__MiniChat cannot"));
    }

    [Test]
    public async Task Help_tells_the_commands()
    {
        var help = await MiniChatCommand.RunAsync(_folder, [], "--help");

        Assert.That((help.ExitCode, help.Error), Is.EqualTo((0, "")));
        Assert.That(help.Output, Does.Contain("backup FILE").And.Contain("restore FILE").And.Contain("copy --to"));
    }

    [Test]
    public async Task A_copy_to_itself_is_refused()
    {
        var refused = await MiniChatCommand.RunAsync(_folder, [], "copy", "--to", "Data Source=App_Data/minichat.db");

        Assert.That((refused.ExitCode, refused.Error.Contains("itself")), Is.EqualTo((1, true)), refused.Error);
    }
}

using System.Text.Json.Nodes;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>No two accounts whose names or addresses a person would take for one.</summary>
[TestFixture]
internal sealed class TakenNamesTests
{
    private MiniChatServer _server = null!;
    private OneConnection _http = null!;

    [OneTimeSetUp]
    public void Start()
    {
        _server = MiniChatServer.Start();
        _http = new OneConnection(_server.Address);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private Task<Reply> RegisterAsync(string field, string value) =>
        _http.PostAsync("/register", new JsonObject { [field] = value, ["password"] = MiniChatServer.Password }.ToJsonString());

    [TestCase("alice", "alice")]
    [TestCase("Bob", "bOB")]
    [TestCase("carol", "ｃａｒｏｌ")]
    [TestCase("kim", "\u212Aim")]
    [TestCase("josé", "jose\u0301")]
    [TestCase("JOSE\u0301F", "joséf")]
    [TestCase("Zoë", "ZOE\u0308")]
    [TestCase("naïf", "nai\u0308f")]
    [TestCase("çelik", "c\u0327elik")]
    [TestCase("Łukaszą", "łukasza\u0328")]
    [TestCase("žofie", "z\u030Cofie")]
    [TestCase("erdoğan", "erdog\u0306an")]
    [TestCase("őry", "o\u030Bry")]
    [TestCase("ångström", "a\u030Angstro\u0308m")]
    [TestCase("nguyễn", "nguye\u0302\u0303n")]
    [TestCase("việt", "vie\u0302\u0323t")]
    [TestCase("Ελένη", "ελε\u0301νη")]
    [TestCase("Андрей", "андреи\u0306")]
    [TestCase("がく", "か\u3099く")]
    public async Task A_name_in_another_case_or_form_is_taken(string name, string other)
    {
        Assert.That((await RegisterAsync("userName", name)).Status, Is.EqualTo(200));

        var again = await RegisterAsync("userName", other);

        Assert.That(again.Status, Is.EqualTo(409), again.Body);
        Assert.That(again.Fields, Is.EqualTo(new[] { "UserName" }));
        Assert.That(again.ErrorCode, Is.EqualTo("AlreadyExists"));
        var signIn = new JsonObject { ["userName"] = other, ["password"] = MiniChatServer.Password };
        Assert.That((await _http.PostAsync("/auth", signIn.ToJsonString())).Status, Is.EqualTo(200), "it signs in all the same");
    }

    [TestCase("a@b.example", "A@B.EXAMPLE")]
    [TestCase("rené@b.example", "rene\u0301@b.example")]
    [TestCase("r@bücher.example", "R@BU\u0308CHER.example")]
    [TestCase("full@b.example", "ｆｕｌｌ@b.example")]
    public async Task An_address_in_another_case_or_form_is_taken(string email, string other)
    {
        Assert.That((await RegisterAsync("email", email)).Status, Is.EqualTo(200));

        var again = await RegisterAsync("email", other);

        Assert.That((again.Status, again.ErrorCode), Is.EqualTo((409, "AlreadyExists")), again.Body);
        Assert.That(again.Fields, Is.EqualTo(new[] { "Email" }));
    }

    [TestCase("q\u0301")]
    [TestCase("nguye\u0303\u0302n")]
    [TestCase("a\u0301\u0301")]
    [TestCase("\u0301a")]
    [TestCase("a\u20DDb")]
    public async Task A_mark_that_joins_no_letter_is_400(string name)
    {
        var reply = await RegisterAsync("userName", name);

        Assert.That(reply.Status, Is.EqualTo(400));
        Assert.That(reply.Fields, Is.EqualTo(new[] { "UserName" }));
    }
}

using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>Registering, signing in and refreshing as prompt-service has it.</summary>
[TestFixture]
internal sealed class PromptServiceTokensTests
{
    private MiniChatServer _server = null!;
    private PromptServiceClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _server = MiniChatServer.Start();
        _client = await PromptServiceClient.SignUpAsync(_server);
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<int> ListAsync(string access) =>
        (await _client.Door.GetAsync("/api/prompts", ("Authorization", $"Bearer {access}"))).Status;

    private static void AssertNoToken(Reply reply)
    {
        Assert.That(reply.Status, Is.EqualTo(401), reply.Body);
        Assert.That((string?)reply.Json["code"], Is.EqualTo("token_not_valid"));
        Assert.That((string?)reply.Json["detail"], Is.EqualTo("Token is invalid or expired"));
    }

    [TestCase("/api/auth/register", "/api/auth/login", "/api/auth/refresh")]
    [TestCase("/API/Auth/Register/", "/Api/auth/LOGIN/", "/api/AUTH/refresh/")]
    public async Task Paths_count_with_and_without_a_slash_and_in_any_case(string register, string login, string refresh)
    {
        using var http = new OneConnection(_server.Address);
        const string Account = """{"username":"bob","email":"","password":"secret123"}""";

        var made = await http.PostAsync(register, Account);
        var signedIn = await http.PostAsync(login, Account);
        var renewed = await http.PostAsync(refresh, $$"""{"refresh":"{{signedIn.Json["refresh"]}}"}""");

        Assert.That((made.Status, (string?)made.Json["username"], (string?)made.Json["email"]), Is.EqualTo((201, "bob", "")));
        Assert.That(
            (signedIn.Status, signedIn.Header("Cache-Control"), signedIn.Cookies),
            Is.EqualTo((200, "no-store", Array.Empty<string>()))
        );
        Assert.That((renewed.Status, renewed.Header("Cache-Control")), Is.EqualTo((200, "no-store")));
        Assert.That(await ListAsync((string)renewed.Json["access"]!), Is.EqualTo(200));
    }

    [Test]
    public async Task A_refresh_token_is_used_up_and_a_second_use_kills_the_family()
    {
        var first = await _client.RefreshAsync(_client.Refresh);
        var second = await _client.RefreshAsync((string)first.Json["refresh"]!);

        AssertNoToken(await _client.RefreshAsync(_client.Refresh));
        AssertNoToken(await _client.RefreshAsync((string)second.Json["refresh"]!));
        Assert.That(await ListAsync((string)second.Json["access"]!), Is.EqualTo(200), "it lives on until it ends");
    }

    [Test]
    public async Task Of_many_at_once_one_at_most_gets_a_successor_which_is_dead()
    {
        using var http = new HttpClient { BaseAddress = _server.Address };

        var replies = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ => http.PostAsync("/api/auth/refresh", new StringContent($$"""{"refresh":"{{_client.Refresh}}"}""")))
        );

        var winner = replies.Single(reply => reply.IsSuccessStatusCode);
        var successor = System.Text.Json.Nodes.JsonNode.Parse(await winner.Content.ReadAsStringAsync())!["refresh"];
        AssertNoToken(await _client.RefreshAsync((string)successor!));
    }

    [Test]
    public async Task An_access_token_is_no_refresh_token_and_the_other_way_round()
    {
        AssertNoToken(await _client.RefreshAsync(_client.Access));
        AssertNoToken(await _client.RefreshAsync("nonsense"));
        Assert.That(await ListAsync(_client.Refresh), Is.EqualTo(401));
    }

    [Test]
    public async Task Signing_out_ends_the_refresh_token()
    {
        await _client.Door.PostAsync("/auth/logout", "{}");

        AssertNoToken(await _client.RefreshAsync(_client.Refresh));
    }

    [TestCase("/api/auth/register", """{"email":"a@b.c"}""", "username,password")]
    [TestCase("/api/auth/register", """{"username":"x","password":"short"}""", "password")]
    [TestCase("/api/auth/register", """{"username":"x","email":"no address","password":"secret123"}""", "email")]
    [TestCase("/api/auth/login", "{}", "username,password")]
    [TestCase("/api/auth/refresh", "{}", "refresh")]
    public async Task What_is_missing_or_wrong_is_told_by_field(string path, string body, string fields)
    {
        var reply = await _client.Door.PostAsync(path, body);

        Assert.That(reply.Status, Is.EqualTo(400), reply.Body);
        Assert.That(reply.Json.AsObject().Select(field => field.Key), Is.EqualTo(fields.Split(',')));
    }

    [Test]
    public async Task A_name_that_is_taken_and_a_wrong_password_are_refused()
    {
        var taken = await _client.Door.PostAsync("/api/auth/register", """{"username":"ALICE","password":"secret123"}""");
        var wrong = await _client.Door.PostAsync("/api/auth/login", """{"username":"alice","password":"secret124"}""");

        Assert.That((taken.Status, (string?)taken.Json["username"]![0]), Is.EqualTo((409, "Username already exists")));
        Assert.That(wrong.Status, Is.EqualTo(401));
        Assert.That(wrong.Body, Is.EqualTo("""{"detail":"No active account found with the given credentials"}"""));
    }

    [Test]
    public async Task Guessers_are_told_when_to_come_back()
    {
        Reply reply = null!;
        for (var i = 0; i <= 10; i++)
            reply = await _client.Door.PostAsync("/api/auth/login/", """{"username":"alice","password":"wrong guess"}""");

        Assert.That((reply.Status, reply.Header("Retry-After")), Is.EqualTo((429, reply.Header("Retry-After"))));
        Assert.That(int.Parse(reply.Header("Retry-After")!), Is.Positive);
        Assert.That((string?)reply.Json["detail"], Does.StartWith("Too many failed sign-ins"));
    }
}

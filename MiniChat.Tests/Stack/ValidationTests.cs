using System.Text.Json;

namespace MiniChat.Tests.Stack;

public sealed class ValidationTests : StackTests
{
    private const string Good = """{"text":"a","messages":[{"content":"b"}]}""";

    private static string With(string field) => Good[..^1] + "," + field + "}";

    [Test]
    public async Task A_message_that_keeps_the_rules_is_answered()
    {
        var reply = await Server.PostAsync("/strict", Good);

        Assert.That(reply.Status, Is.EqualTo(200));
    }

    [TestCase("0", 200)]
    [TestCase("null", 400)]
    public async Task A_number_that_can_be_absent_may_be_0_and_not_be_missing(string choice, int status)
    {
        var reply = await Server.PostAsync("/strict", With($"\"choice\":{choice}"));

        Assert.That(reply.Status, Is.EqualTo(status));
        if (status == 400)
            Assert.That((reply.ErrorCode, reply.FieldNames.Single()), Is.EqualTo(("NotEmpty", "Choice")));
    }

    [Test]
    public async Task All_broken_rules_are_told_and_the_first_on_top()
    {
        var reply = await Server.PostAsync("/strict", """{"text":" ","messages":[],"maxTokens":0,"chatId":0,"email":"x"}""");

        Assert.That(reply.Status, Is.EqualTo(400));
        Assert.That((reply.ErrorCode, reply.ErrorMessage), Is.EqualTo(("NotEmpty", "'Text' must not be empty.")));
        Assert.That(reply.FieldNames, Is.EqualTo(new[] { "Text", "Messages", "MaxTokens", "ChatId", "Email" }));
    }

    [TestCase(
        "\"maxTokens\":0",
        """{"errorCode":"InclusiveBetween","fieldName":"MaxTokens","message":"'Max Tokens' must be between 1 and 4096. You entered 0.","meta":{"From":"1","To":"4096","Value":"0","PropertyName":"Max Tokens","PropertyValue":"0"}}"""
    )]
    [TestCase(
        "\"chatId\":0",
        """{"errorCode":"GreaterThan","fieldName":"ChatId","message":"'Chat Id' must be greater than '0'.","meta":{"ComparisonValue":"0","PropertyName":"Chat Id","PropertyValue":"0"}}"""
    )]
    [TestCase(
        "\"email\":\"a@b@c\"",
        """{"errorCode":"Email","fieldName":"Email","message":"'Email' is not a valid email address.","meta":{"PropertyName":"Email","PropertyValue":"a@b@c"}}"""
    )]
    [TestCase(
        "\"newPassword\":\"hunter22\"",
        """{"errorCode":"MaximumLength","fieldName":"NewPassword","message":"The length of 'New Password' must be 5 characters or fewer. You entered 8 characters.","meta":{"MinLength":"0","MaxLength":"5","TotalLength":"8","PropertyName":"New Password"}}"""
    )]
    [TestCase(
        "\"model\":null",
        """{"errorCode":"NotNull","fieldName":"Model","message":"'Model' must not be empty.","meta":{"PropertyName":"Model"}}"""
    )]
    [TestCase(
        "\"tags\":[\"a\",null]",
        """{"errorCode":"NotNull","fieldName":"Tags[1]","message":"'Tags' must not hold null.","meta":{"PropertyName":"Tags","CollectionIndex":"1"}}"""
    )]
    public async Task Each_rule_has_its_words(string field, string expected)
    {
        var reply = await Server.PostAsync("/strict", With(field));

        Assert.That(reply.Status, Is.EqualTo(400));
        Assert.That(reply.Errors.Single().GetRawText(), Is.EqualTo(expected));
    }

    [Test]
    public async Task What_lies_inside_is_checked_with_its_place()
    {
        var reply = await Server.PostAsync(
            "/strict",
            """{"text":"a","messages":[{"content":"b"},{"content":"","inner":{"content":"longer than ten"}},null]}"""
        );

        Assert.That(reply.FieldNames, Is.EqualTo(new[] { "Messages[1].Content", "Messages[1].Inner.Content", "Messages[2]" }));
        Assert.That(
            reply.Errors[0].GetRawText(),
            Is.EqualTo(
                """{"errorCode":"NotEmpty","fieldName":"Messages[1].Content","message":"'Content' must not be empty.","meta":{"PropertyName":"Content","PropertyValue":"","CollectionIndex":"1"}}"""
            )
        );
    }

    [Test]
    public async Task A_long_value_is_cut_before_it_is_shown()
    {
        var reply = await Server.PostAsync(
            "/api/Echo",
            JsonSerializer.Serialize(new { text = new string('x', 99) + "😀" + new string('y', 200) })
        );

        var shown = reply.Errors.Single().GetProperty("meta").GetProperty("PropertyValue").GetString();
        Assert.That(shown, Is.EqualTo(new string('x', 99)));
    }

    [Test]
    public async Task No_more_than_a_hundred_errors_are_told()
    {
        var empty = string.Join(',', Enumerable.Repeat("{}", 1000));

        var reply = await Server.PostAsync("/strict", $$"""{"text":"a","messages":[{{empty}}]}""");

        Assert.That(reply.Errors, Has.Length.EqualTo(100));
    }

    [Test]
    public async Task Who_may_not_send_it_is_told_so_before_any_rule()
    {
        var broken = await Server.PostAsync("/secrets", """{"text":""}""");
        var malformed = await Server.PostAsync("/secrets", "{");

        Assert.That(new[] { broken.Status, malformed.Status }, Is.All.EqualTo(401));
    }
}

using System.Text.Json;

namespace MiniChat.Tests.Types;

/// <summary>The metadata of the tests' messages.</summary>
[TestFixture]
public sealed class MetadataTests : TypesServer
{
    [Test]
    public async Task The_metadata_tell_what_explorers_read()
    {
        var app = (await Server.GetAsync("/metadata/app.json")).Json;

        Assert.Multiple(() =>
        {
            Assert.That(app.GetProperty("app").GetProperty("baseUrl").GetString(), Is.EqualTo("https://types.example"));
            Assert.That(app.GetProperty("app").GetProperty("serviceName").GetString(), Is.EqualTo("Tests <&>"));
            Assert.That(
                app.GetProperty("httpHandlers").GetProperty("ApiHandlers.Json").GetString(),
                Is.EqualTo("/api/{Request}")
            );
            Assert.That(app.GetProperty("config").GetProperty("debugMode").GetBoolean(), Is.False);
            Assert.That(
                app.GetProperty("plugins")
                    .GetProperty("auth")
                    .GetProperty("authProviders")[0]
                    .GetProperty("formLayout")[0]
                    .GetProperty("id")
                    .GetString(),
                Is.EqualTo("UserName")
            );
        });
        Assert.That(
            (await Server.GetAsync("/api/MetadataApp")).Body,
            Is.EqualTo((await Server.GetAsync("/metadata/app.json")).Body)
        );
    }

    [Test]
    public async Task An_operation_has_its_shape()
    {
        var strict = await OperationAsync("Strict");

        Assert.Multiple(() =>
        {
            Assert.That(strict.GetProperty("method").GetString(), Is.EqualTo("POST"));
            Assert.That(strict.GetProperty("actions").GetRawText(), Is.EqualTo("[\"POST\"]"));
            Assert.That(strict.GetProperty("routes").GetRawText(), Is.EqualTo("""[{"path":"/strict","verbs":"POST"}]"""));
            Assert.That(
                strict.GetProperty("returnType").GetRawText(),
                Is.EqualTo("""{"name":"Echo","namespace":"MiniChat.Tests.Stack"}""")
            );
            Assert.That(strict.GetProperty("response").GetProperty("properties").GetArrayLength(), Is.GreaterThan(10));
            Assert.That(strict.TryGetProperty("requiresAuth", out _), Is.False);
            Assert.That(
                strict.GetProperty("request").GetProperty("implements").GetRawText(),
                Is.EqualTo("""[{"name":"IPost","namespace":"ServiceStack"}]""")
            );
        });
    }

    [TestCase(
        "Strict",
        "Text",
        """{"name":"Text","type":"String","namespace":"System","isRequired":true,"description":"Ends a comment"""
    )]
    [TestCase(
        "Strict",
        "Messages",
        """type":"List`1","namespace":"System.Collections.Generic","genericArgs":["EchoPart"],"isRequired":true"""
    )]
    [TestCase(
        "Strict",
        "MaxTokens",
        """type":"Nullable`1","namespace":"System","genericArgs":["Int32"],"isValueType":true,"attributes":[{"name":"Validate","args":[{"name":"Validator","type":"String","namespace":"System","value":"InclusiveBetween(1,4096)"}]}]"""
    )]
    [TestCase("Echo", "Names", """type":"String[]","namespace":"System"}""")]
    [TestCase(
        "Echo",
        "Colour",
        """genericArgs":["Colour"],"isValueType":true,"isEnum":true,"allowableValues":["Red","dark-blue"]"""
    )]
    public async Task A_property_has_its_shape(string operation, string name, string expected)
    {
        var properties = (await OperationAsync(operation)).GetProperty("request").GetProperty("properties");
        var property = properties.EnumerateArray().Single(one => one.GetProperty("name").GetString() == name).GetRawText();

        Assert.That(property.Replace("\\u0060", "`"), Does.Contain(expected));
    }

    [Test]
    public async Task Who_may_send_a_message_is_told()
    {
        Assert.That((await OperationAsync("Secret")).GetProperty("requiresAuth").GetBoolean(), Is.True);
        Assert.That((await OperationAsync("AdminOnly")).GetProperty("requiredRoles").GetRawText(), Is.EqualTo("[\"Admin\"]"));
        Assert.That((await OperationAsync("Scoped")).GetProperty("requiredScope").GetString(), Is.EqualTo("secrets"));
        Assert.That((await OperationAsync("DeleteThing")).GetProperty("returnsVoid").GetBoolean(), Is.True);
        Assert.That((await OperationAsync("Follow")).GetProperty("streams").GetBoolean(), Is.True);
        Assert.That((await OperationAsync("Follow")).GetProperty("socketPath").GetString(), Is.EqualTo("/follow/{Name}/ws"));
    }

    [Test]
    public async Task An_enum_has_its_names_values_and_names_on_the_wire()
    {
        var types = (await Server.GetAsync("/metadata/app.json")).Json.GetProperty("api").GetProperty("types");
        var colour = types.EnumerateArray().Single(type => type.GetProperty("name").GetString() == "Colour");

        Assert.That(
            colour.GetRawText(),
            Does.Contain(
                """
                "isEnum":true,"enumNames":["Red","DarkBlue"],"enumValues":["0","1"],"enumMemberValues":["Red","dark-blue"]
                """
            )
        );
    }

    [Test]
    public async Task A_message_that_is_to_be_hidden_is_answered_and_listed_nowhere()
    {
        Assert.That((await Server.PostAsync("/api/HiddenMessage", "{}")).Status, Is.EqualTo(204));
        foreach (var path in (string[])["/metadata", "/metadata/app.json", "/types/typescript", "/types/csharp"])
            Assert.That((await Server.GetAsync(path)).Body, Does.Not.Contain("HiddenMessage"), path);
    }

    [Test]
    public async Task The_page_lists_every_message_and_needs_no_script()
    {
        var page = await Server.GetAsync("/metadata");

        Assert.That(page.Header("Content-Security-Policy"), Does.StartWith("default-src 'none'"));
        Assert.That(
            page.Body,
            Does.Contain("<strong>Strict</strong>").And.Contain("POST /strict").And.Contain("GET POST /scoped")
        );
        Assert.That(page.Body, Does.Contain("For the role Admin.").And.Contain("A stream of events comes back."));
        Assert.That(page.Body, Does.Not.Contain("<script").And.Not.Contain("Tests <&>"));
    }

    private async Task<JsonElement> OperationAsync(string name)
    {
        var operations = (await Server.GetAsync("/metadata/app.json")).Json.GetProperty("api").GetProperty("operations");
        return operations.EnumerateArray().Single(one => one.GetProperty("request").GetProperty("name").GetString() == name);
    }
}

using MiniChat.Stack;
using MiniChat.Stack.Json;
using MiniChat.Stack.Routing;

namespace MiniChat.Tests.Stack;

public sealed class CatalogTests
{
    private static MessageCatalog Of(params Type[] services) => MessageCatalog.Of(services, WireJson.CreateOptions());

    private static string Refusal(params Type[] services) =>
        Assert.Throws<InvalidOperationException>(() => Of(services))!.Message;

    [Test]
    public void A_message_is_described()
    {
        var ask = Of(typeof(StreamServices)).Find(typeof(Ask))!;

        Assert.That((ask.Name, ask.ResponseType, ask.EventType), Is.EqualTo(("Ask", typeof(WhoResponse), typeof(TestEvent))));
        Assert.That(ask.Verbs, Is.EqualTo(new[] { "POST" }));
        Assert.That(ask.Routes.Single().Path, Is.EqualTo("/ask"));
        Assert.That((ask.OnlyStreams, ask.RequiresAuthentication, ask.SocketPath), Is.EqualTo((false, false, (string?)null)));
    }

    [Test]
    public void Verbs_come_from_the_handlers_then_the_marker_then_are_all()
    {
        var catalog = Of(typeof(TestAccountServices), typeof(StreamServices), typeof(EchoServices));

        Assert.That(catalog.Find(typeof(Authenticate))!.Verbs, Is.EquivalentTo(new[] { "GET", "POST" }));
        Assert.That(catalog.Find(typeof(Follow))!.Verbs, Is.EqualTo(new[] { "GET" }));
        Assert.That(catalog.Find(typeof(Who))!.Verbs, Is.EqualTo(new[] { "GET", "POST", "PUT", "PATCH", "DELETE" }));
        Assert.That(catalog.Find(typeof(AdminOnly))!.RequiredRole, Is.EqualTo("Admin"));
    }

    [Test]
    public void Messages_are_listed_by_name() =>
        Assert.That(
            Of(typeof(EchoServices)).Messages.Select(m => m.Name),
            Is.Ordered.Using((IComparer<string>)StringComparer.OrdinalIgnoreCase)
        );

    [TestCase(typeof(TwoAnys), "two handlers for Any")]
    [TestCase(typeof(AnyAndGet), "Any beside")]
    [TestCase(typeof(WrongReturn), "must return Task<WhoResponse>")]
    [TestCase(typeof(WrongParameter), "then a Caller or a Call or neither")]
    [TestCase(typeof(NoMessage), "first parameter must be a message")]
    [TestCase(typeof(UnsaidStream), "must say so with IStreamOf")]
    [TestCase(typeof(UnansweredRoute), "route PUT /lost, which no handler answers")]
    [TestCase(typeof(UnknownVariable), "no property Nope")]
    [TestCase(typeof(SlashlessRoute), "begins with a slash")]
    [TestCase(typeof(SocketWithoutStream), "no handler streams it")]
    [TestCase(typeof(MisplacedRule), "is not for a String")]
    [TestCase(typeof(TwinRoutes), "belongs to TwinA and to TwinB")]
    public void What_is_ambiguous_is_refused_at_start(Type service, string sentence) =>
        Assert.That(Refusal(service), Does.Contain(sentence));

    [Test]
    public void Two_messages_of_one_name_are_refused() =>
        Assert.That(Refusal(typeof(EchoServices), typeof(OtherWho)), Does.Contain("Two messages are called Who"));

    [Test]
    public void Two_services_for_one_message_are_refused() =>
        Assert.That(Refusal(typeof(EchoServices), typeof(SecondWho)), Does.Contain("Who has two handlers for Any"));

    // Abstract, so that the tests' servers do not find them: what is given by name is looked at all the same.
    public abstract class TwoAnys : IService
    {
        public Task<WhoResponse> Any(Who request) => null!;

        public Task<WhoResponse> AnyAsync(Who request) => null!;
    }

    public abstract class AnyAndGet : IService
    {
        public Task<WhoResponse> Any(Who request) => null!;

        public Task<WhoResponse> Get(Who request) => null!;
    }

    public abstract class WrongReturn : IService
    {
        public Task<Echo> Any(Who request) => null!;
    }

    public abstract class WrongParameter : IService
    {
        public Task<WhoResponse> Any(Who request, string text) => null!;
    }

    public abstract class NoMessage : IService
    {
        public Task<WhoResponse> Get(string text) => null!;
    }

    public abstract class UnsaidStream : IService
    {
        public IAsyncEnumerable<TestEvent> Stream(Who request) => null!;
    }

    [Route("/lost", "PUT")]
    public sealed record Lost : IPost, IReturnVoid;

    public abstract class UnansweredRoute : IService
    {
        public Task Post(Lost request) => null!;
    }

    [Route("/unknown/{Nope}")]
    public sealed record Unknown : IPost, IReturnVoid;

    public abstract class UnknownVariable : IService
    {
        public Task Any(Unknown request) => null!;
    }

    [Route("slashless")]
    public sealed record Slashless : IPost, IReturnVoid;

    public abstract class SlashlessRoute : IService
    {
        public Task Any(Slashless request) => null!;
    }

    [SocketRoute("/socket")]
    public sealed record Mute : IPost, IReturnVoid;

    public abstract class SocketWithoutStream : IService
    {
        public Task Any(Mute request) => null!;
    }

    public sealed record Misruled : IPost, IReturnVoid
    {
        [ValidateGreaterThan(0)]
        public string Text { get; set; } = "";
    }

    public abstract class MisplacedRule : IService
    {
        public Task Any(Misruled request) => null!;
    }

    [Route("/twins/{Id}", "GET")]
    public sealed record TwinA : IGet, IReturnVoid
    {
        public int Id { get; set; }
    }

    [Route("/Twins/{Name}/", "GET")]
    public sealed record TwinB : IGet, IReturnVoid
    {
        public string Name { get; set; } = "";
    }

    public abstract class TwinRoutes : IService
    {
        public Task Any(TwinA request) => null!;

        public Task Any(TwinB request) => null!;
    }

    public abstract class OtherWho : IService
    {
        public Task Any(Others.Who request) => null!;
    }

    public abstract class SecondWho : IService
    {
        public Task<WhoResponse> Any(Who request) => null!;
    }

    public static class Others
    {
        public sealed record Who : IPost, IReturnVoid;
    }
}

using System.Runtime.Serialization;
using MiniChat.Stack;

namespace MiniChat.Tests.Stack;

/// <summary>An enum as messages have them.</summary>
public enum Colour
{
    Red,

    [EnumMember(Value = "dark-blue")]
    DarkBlue,
}

/// <summary>A message with properties of every type; it is answered with itself.</summary>
[Route("/echo/{Id}", "GET,POST")]
public sealed record Echo : IReturn<Echo>
{
    public int? Id { get; set; }

    [ValidateMaximumLength(200)]
    public string? Text { get; set; }

    public long? Big { get; set; }

    public double? Ratio { get; set; }

    public decimal? Price { get; set; }

    public bool? Flag { get; set; }

    public Guid? Key { get; set; }

    public Colour? Colour { get; set; }

    public DateTime? Date { get; set; }

    public TimeSpan? Span { get; set; }

    public List<int>? Numbers { get; set; }

    public string[]? Names { get; set; }

    public EchoPart? Part { get; set; }

    public Dictionary<string, string>? Map { get; set; }

    public List<EchoPart>? Parts { get; set; }

    public string? Format { get; set; }
}

/// <summary>An object inside of a message.</summary>
public sealed record EchoPart
{
    [ValidateNotEmpty, ValidateMaximumLength(10)]
    public string Content { get; set; } = "";

    public Colour Colour { get; set; }

    public EchoPart? Inner { get; set; }
}

/// <summary>A message with every rule.</summary>
[Route("/strict", "POST")]
public sealed record Strict : IPost, IReturn<Echo>
{
    [ValidateNotEmpty]
    public string Text { get; set; } = "";

    [ValidateNotEmpty]
    public List<EchoPart> Messages { get; set; } = [];

    [ValidateInclusiveBetween(1, 4096)]
    public int? MaxTokens { get; set; }

    [ValidateNotEmpty]
    public int? Choice { get; set; } = 1;

    [ValidateGreaterThan(0)]
    public long ChatId { get; set; } = 1;

    [ValidateEmail]
    public string? Email { get; set; }

    [ValidateMaximumLength(5)]
    public string? NewPassword { get; set; }

    public string Model { get; set; } = "m";

    public List<string> Tags { get; set; } = [];
}

/// <summary>Protected, with a rule.</summary>
[Route("/secrets", "POST"), ValidateIsAuthenticated]
public sealed record Secret : IPost, IReturn<WhoResponse>
{
    [ValidateNotEmpty]
    public string Text { get; set; } = "";
}

/// <summary>For keys with the scope <c>secrets</c>, and for who has signed in.</summary>
[Route("/scoped", "GET,POST"), ValidateIsAuthenticated, ValidateScope("secrets")]
public sealed record Scoped : IReturn<WhoResponse>;

/// <summary>For administrators only.</summary>
[Route("/admin", "GET"), ValidateHasRole("Admin")]
public sealed record AdminOnly : IGet, IReturn<WhoResponse>;

/// <summary>Who was heard.</summary>
public sealed record WhoResponse
{
    public string UserName { get; set; } = "";

    public string? IdempotencyKey { get; set; }

    public long? LastEventId { get; set; }

    public string? Address { get; set; }
}

/// <summary>Open to all; says who is heard.</summary>
[Route("/who", "GET,POST")]
public sealed record Who : IReturn<WhoResponse>;

/// <summary>Answered with nothing.</summary>
[Route("/things/{Id}", "DELETE")]
public sealed record DeleteThing : IDelete, IReturnVoid
{
    public long Id { get; set; }
}

/// <summary>Fails in the way it is asked to.</summary>
public sealed record Fail : IPost, IReturn<WhoResponse>
{
    public string How { get; set; } = "";
}

/// <summary>Answered at once or with a stream.</summary>
[Route("/ask", "POST")]
public sealed record Ask : IPost, IReturn<WhoResponse>, IStreamOf<TestEvent>, IMayStream
{
    public string? Text { get; set; }

    public bool? Stream { get; set; }
}

/// <summary>Only streamed.</summary>
[Route("/follow/{Name}", "GET"), SocketRoute("/follow/{Name}/ws")]
public sealed record Follow : IGet, IStreamOf<TestEvent>
{
    [ValidateMaximumLength(20)]
    public string Name { get; set; } = "";

    public long? After { get; set; }
}

/// <summary>Only streamed, and only to who has signed in.</summary>
[Route("/private-follow", "GET"), SocketRoute("/private-follow/ws"), ValidateIsAuthenticated, ValidateScope("follow")]
public sealed record PrivateFollow : IGet, IStreamOf<TestEvent>;

/// <summary>An event of the tests' streams.</summary>
public sealed record TestEvent : IStreamEvent
{
    public long Seq { get; init; }

    public string Event { get; init; } = "";

    public object Data { get; init; } = null!;
}

/// <summary>The data of an event.</summary>
public sealed record TestText
{
    public string Text { get; set; } = "";
}

/// <summary>Answered, and listed nowhere.</summary>
[ExcludeMetadata]
public sealed record HiddenMessage : IPost, IReturnVoid;

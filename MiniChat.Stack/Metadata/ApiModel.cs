using MiniChat.Stack.Routing;

namespace MiniChat.Stack.Metadata;

/// <summary>The server's messages and all types that they are made of: what every generated type and document is written from.</summary>
/// <param name="Operations">The messages, in the catalog's order.</param>
/// <param name="Types">All types; what a type is made of stands before it, where that can be, and messages stand last.</param>
public sealed record ApiModel(IReadOnlyList<ApiOperation> Operations, IReadOnlyList<ApiType> Types)
{
    private readonly Dictionary<string, ApiType> _types = Types.ToDictionary(type => type.Name, StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<Type, ApiOperation> _operations = Operations.ToDictionary(operation => operation.Request.Type);

    /// <summary>The type of the name, in any case; null when there is none.</summary>
    /// <param name="name">The name, without its namespace.</param>
    public ApiType? Find(string name) => _types.GetValueOrDefault(name);

    /// <summary>The operation whose request the type is; null when it is none.</summary>
    /// <param name="type">The type.</param>
    public ApiOperation? OperationOf(ApiType type) => _operations.GetValueOrDefault(type.Type);
}

/// <summary>One message, as clients see it.</summary>
public sealed record ApiOperation
{
    /// <summary>The message's type.</summary>
    public required ApiType Request { get; init; }

    /// <summary>What comes back; null when nothing does, or only a stream.</summary>
    public TypeRef? Response { get; init; }

    /// <summary>Whether a stream is its only answer.</summary>
    public bool OnlyStreams { get; init; }

    /// <summary>Whether it can be answered with a stream.</summary>
    public bool Streams { get; init; }

    /// <summary>The path of its WebSocket, where it has one.</summary>
    public string? SocketPath { get; init; }

    /// <summary>The verbs it takes.</summary>
    public required IReadOnlyList<string> Verbs { get; init; }

    /// <summary>The verb that clients send it by: its marker's, else POST, else the first.</summary>
    public required string Method { get; init; }

    /// <summary>The marker interface of its verb (<c>IPost</c>); null when it has none.</summary>
    public string? Marker { get; init; }

    /// <summary>Its own paths.</summary>
    public required IReadOnlyList<MessageRoute> Routes { get; init; }

    /// <summary>The groups it is listed under.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Whether only signed-in callers may send it.</summary>
    public bool RequiresAuthentication { get; init; }

    /// <summary>The role its callers need.</summary>
    public string? RequiredRole { get; init; }

    /// <summary>The scope that a caller's API key needs.</summary>
    public string? RequiredScope { get; init; }

    /// <summary>Whether nothing comes back.</summary>
    public bool IsVoid => Response is null && !OnlyStreams;

    /// <summary>What is demanded of its callers, in the words of ServiceStack's validators: <c>IsAuthenticated</c>.</summary>
    public IEnumerable<string> Validators =>
        RequiredRole is { } role ? [$"HasRole(`{role}`)"]
        : RequiresAuthentication ? ["IsAuthenticated"]
        : [];
}

/// <summary>One type: a class or an enum.</summary>
public sealed record ApiType
{
    /// <summary>Its name, which no other type has.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace; <c>ServiceStack</c> for the shapes that clients of ServiceStack bring along.</summary>
    public required string Namespace { get; init; }

    /// <summary>The class or enum itself.</summary>
    public required Type Type { get; init; }

    /// <summary>What it is, on one line.</summary>
    public string? Summary { get; init; }

    /// <summary>What else there is to know.</summary>
    public string? Remarks { get; init; }

    /// <summary>Its properties, as declared; none of an enum.</summary>
    public IReadOnlyList<ApiProperty> Properties { get; init; } = [];

    /// <summary>Its values; none of a class.</summary>
    public IReadOnlyList<ApiEnumValue> Values { get; init; } = [];

    /// <summary>Whether it is an enum.</summary>
    public bool IsEnum => Type.IsEnum;

    /// <summary>Whether clients of ServiceStack bring it along.</summary>
    public bool IsServiceStacks => Namespace == ServiceStackNamespace;

    /// <summary>The namespace of the shapes that are ServiceStack's.</summary>
    public const string ServiceStackNamespace = "ServiceStack";
}

/// <summary>One property.</summary>
/// <param name="Name">The name in C#.</param>
/// <param name="WireName">The name in JSON.</param>
/// <param name="Type">What it holds.</param>
public sealed record ApiProperty(string Name, string WireName, TypeRef Type)
{
    /// <summary>Whether it has to be sent, or always comes.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Its rules, in the words of ServiceStack's validators: <c>MaximumLength(200)</c>.</summary>
    public IReadOnlyList<string> Validators { get; init; } = [];

    /// <summary>What it is, on one line.</summary>
    public string? Summary { get; init; }
}

/// <summary>One value of an enum.</summary>
/// <param name="Name">The name in C#.</param>
/// <param name="WireName">The name in JSON.</param>
/// <param name="Number">The number in C#.</param>
/// <param name="Summary">What it means.</param>
public sealed record ApiEnumValue(string Name, string WireName, long Number, string? Summary);

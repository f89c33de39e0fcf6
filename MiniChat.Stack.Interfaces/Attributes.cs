namespace MiniChat.Stack;

/// <summary>A path of a message's own, beside <c>/api/{Name}</c>. Path variables are the message's properties: <c>/chats/{Id}</c>.</summary>
/// <param name="path">The path, beginning with a slash.</param>
/// <param name="verbs">Verbs parted by commas; none means the message's own.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class RouteAttribute(string path, string? verbs = null) : Attribute
{
    /// <summary>The path.</summary>
    public string Path { get; } = path;

    /// <summary>The verbs parted by commas, or null.</summary>
    public string? Verbs { get; } = verbs;
}

/// <summary>A path at which the message's stream is served over a WebSocket, as text frames <c>{"seq","event","data"}</c>.</summary>
/// <param name="path">The path, beginning with a slash.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SocketRouteAttribute(string path) : Attribute
{
    /// <summary>The path.</summary>
    public string Path { get; } = path;
}

/// <summary>The group a message is listed under.</summary>
/// <param name="name">The group's name.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class TagAttribute(string name) : Attribute
{
    /// <summary>The group's name.</summary>
    public string Name { get; } = name;
}

/// <summary>The message is answered as others are, but listed nowhere: not in the metadata, not in generated types.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ExcludeMetadataAttribute : Attribute;

/// <summary>Only signed-in callers may send the message (401 otherwise).</summary>
[AttributeUsage(AttributeTargets.Class)]
public class ValidateIsAuthenticatedAttribute : Attribute;

/// <summary>Only callers with the role may send the message (401 for nobody, 403 without the role).</summary>
/// <param name="role">The role's name.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ValidateHasRoleAttribute(string role) : ValidateIsAuthenticatedAttribute
{
    /// <summary>The role's name.</summary>
    public string Role { get; } = role;
}

/// <summary>A caller who comes with an API key needs the scope to send the message (403 otherwise).</summary>
/// <param name="scope">The scope's name.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ValidateScopeAttribute(string scope) : Attribute
{
    /// <summary>The scope's name.</summary>
    public string Scope { get; } = scope;
}

/// <summary>A rule for one property, checked before the handler runs; what breaks it is a field error.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class ValidateAttribute : Attribute;

/// <summary>The property must hold something: no null, no empty or blank text, no empty list, and where it cannot be null no 0.</summary>
public sealed class ValidateNotEmptyAttribute : ValidateAttribute;

/// <summary>The text must have at most <paramref name="length"/> characters (UTF-16 code units).</summary>
/// <param name="length">The most characters.</param>
public sealed class ValidateMaximumLengthAttribute(int length) : ValidateAttribute
{
    /// <summary>The most characters.</summary>
    public int Length { get; } = length;
}

/// <summary>The number must lie between both bounds, which are allowed.</summary>
/// <param name="from">The least value.</param>
/// <param name="to">The greatest value.</param>
public sealed class ValidateInclusiveBetweenAttribute(long from, long to) : ValidateAttribute
{
    /// <summary>The least value.</summary>
    public long From { get; } = from;

    /// <summary>The greatest value.</summary>
    public long To { get; } = to;
}

/// <summary>The text, where there is any, must be an email address.</summary>
public sealed class ValidateEmailAttribute : ValidateAttribute;

/// <summary>The number, where there is one, must be greater than the bound.</summary>
/// <param name="bound">The bound itself is refused.</param>
public sealed class ValidateGreaterThanAttribute(long bound) : ValidateAttribute
{
    /// <summary>The bound, itself refused.</summary>
    public long Bound { get; } = bound;
}

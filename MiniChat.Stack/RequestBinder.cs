using System.Collections;
using Microsoft.AspNetCore.Http;
using MiniChat.Stack.Binding;
using MiniChat.Stack.Validation;

namespace MiniChat.Stack;

/// <summary>
/// Reads what another door takes, by the messages' own rules: JSON whatever the content type says, forms, multipart, and the
/// query over the body; names in any case; <c>[Validate…]</c> attributes are kept.
/// </summary>
/// <typeparam name="T">An object with settable properties, or a list, which is read from JSON alone.</typeparam>
public sealed class RequestBinder<T>
    where T : class, new()
{
    private readonly MessageBinder binder;
    private readonly MessageRules? rules;

    /// <summary>Makes the binder; one serves all requests.</summary>
    /// <param name="options">The JSON of the wire, and the longest body.</param>
    /// <param name="path">The path; its variables win over everything, and are properties of the object.</param>
    public RequestBinder(MessageHostOptions options, string path = "")
    {
        var isList = typeof(T).IsAssignableTo(typeof(IEnumerable));
        var fields = new MessageFields(isList ? typeof(object) : typeof(T), options.Json) { Create = static () => new T() };
        var body = new BodyReader(fields, () => options.Json.GetTypeInfo(typeof(T)), options.MaxBodyBytes);
        binder = new MessageBinder(typeof(T).Name, fields, body, path);
        rules = isList ? null : RuleCompiler.Compile(typeof(T));
    }

    /// <summary>Reads it and demands its rules.</summary>
    /// <param name="context">The request.</param>
    /// <param name="leaveBody">Whether the body is left to be read once more.</param>
    /// <exception cref="ServiceException">The request holds no such thing, or it breaks a rule.</exception>
    public async ValueTask<T> BindAsync(HttpContext context, bool leaveBody = false)
    {
        var bound = (T)await binder.BindAsync(context, leaveBody);
        rules?.Demand(bound);
        return bound;
    }
}

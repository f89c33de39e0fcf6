using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using MiniChat.Stack.Routing;

namespace MiniChat.Stack.Binding;

/// <summary>Makes the message of a request. The path wins over the query, and the query over the body.</summary>
internal sealed class MessageBinder
{
    private readonly MessageFields fields;
    private readonly BodyReader body;
    private readonly (string Name, FieldBinder Field)[] variables;

    /// <summary>Makes the binder of an address.</summary>
    /// <param name="owner">Whose fields they are, to be named to who wrote a path with others.</param>
    /// <param name="fields">The fields.</param>
    /// <param name="body">Reads the body.</param>
    /// <param name="path">The path; its variables are fields.</param>
    public MessageBinder(string owner, MessageFields fields, BodyReader body, string path)
    {
        this.fields = fields;
        this.body = body;
        variables = [.. RoutePatternFactory.Parse(path).Parameters.Select(p => (p.Name, Variable(owner, p.Name)))];
    }

    /// <summary>Makes the message.</summary>
    /// <param name="context">The request.</param>
    /// <param name="leaveBody">Whether the body is left to be read once more.</param>
    /// <exception cref="ServiceException">The request holds no such message.</exception>
    public async ValueTask<object> BindAsync(HttpContext context, bool leaveBody = false)
    {
        var method = context.Request.Method;
        var hasBody = !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsConnect(method);
        var message = hasBody ? await body.ReadAsync(context, leaveBody) : fields.Create();
        if (context.Request.QueryString.Value is { Length: > 1 } query)
        {
            var values = new FieldValues(fields);
            UrlEncoded.Read(query, values);
            values.Apply(message);
        }
        foreach (var (name, field) in variables)
        {
            // There is no chat "abc", just as there is no chat 7 that is not there.
            if (context.Request.RouteValues[name] is not string text || !field.TrySet(message, text))
                throw new ServiceException(ErrorKind.NotFound, "There is nothing at this address.");
        }
        return message;
    }

    private FieldBinder Variable(string owner, string name) =>
        fields.Variable(name)
        ?? throw new InvalidOperationException($"{owner}.{name} is a variable of its path, so it needs a public setter.");
}

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

    public MessageBinder(MessageDescriptor message, MessageFields fields, string path, long mostBytes)
    {
        this.fields = fields;
        body = new BodyReader(fields, () => message.RequestJson, mostBytes);
        variables = [.. RoutePatternFactory.Parse(path).Parameters.Select(p => (p.Name, Variable(message, p.Name)))];
    }

    public MessageBinder(MessageFields fields, BodyReader body)
    {
        this.fields = fields;
        this.body = body;
        variables = [];
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

    private FieldBinder Variable(MessageDescriptor message, string name) =>
        fields.Variable(name)
        ?? throw new InvalidOperationException($"{message.Name}.{name} is a variable of its path, so it needs a public setter.");
}

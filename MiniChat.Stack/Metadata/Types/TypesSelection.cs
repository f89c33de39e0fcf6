namespace MiniChat.Stack.Metadata.Types;

/// <summary>The types that a request chose, in the model's order.</summary>
/// <param name="model">The model.</param>
/// <param name="options">What the request says.</param>
internal sealed class TypesSelection(ApiModel model, TypesOptions options)
{
    /// <summary>The types to write.</summary>
    public IReadOnlyList<ApiType> Types { get; } = Choose(model, options);

    /// <summary>The model.</summary>
    public ApiModel Model => model;

    /// <summary>The message that the type is; null when it is none.</summary>
    public ApiOperation? OperationOf(ApiType type) => model.OperationOf(type);

    /// <summary>The messages among the types.</summary>
    public IEnumerable<ApiOperation> Operations => Types.Select(model.OperationOf).OfType<ApiOperation>();

    private static List<ApiType> Choose(ApiModel model, TypesOptions options)
    {
        var included = Named(model, options.List(TypesOption.IncludeTypes));
        var excluded = Named(model, options.List(TypesOption.ExcludeTypes));
        var addsStatus = options.Is(TypesOption.AddResponseStatus);
        if (addsStatus && included.Count > 0)
            Expand(model, model.Find(nameof(ResponseStatus))!, included);
        var isAll = options.Text(TypesOption.IncludeTypes).Length == 0;
        return [.. model.Types.Where(type => (isAll || included.Contains(type.Type)) && !excluded.Contains(type.Type))];
    }

    private static HashSet<Type> Named(ApiModel model, string[] selectors)
    {
        var found = new HashSet<Type>();
        foreach (var selector in selectors)
        {
            if (selector.StartsWith('{'))
                AddTag(model, selector[1..selector.IndexOf('}')], found);
            else if (selector.EndsWith("/*", StringComparison.Ordinal))
                found.UnionWith(model.Types.Where(type => Equal(type.Namespace, selector[..^2])).Select(type => type.Type));
            else if (selector.EndsWith(".*", StringComparison.Ordinal))
                Expand(model, model.Find(selector[..^2]), found);
            else
                AddWithResponse(model, model.Find(selector), found);
        }
        return found;
    }

    private static void AddTag(ApiModel model, string tag, HashSet<Type> found)
    {
        foreach (var operation in model.Operations.Where(operation => operation.Tags.Any(other => Equal(other, tag))))
            Expand(model, operation.Request, found);
    }

    private static void AddWithResponse(ApiModel model, ApiType? type, HashSet<Type> found)
    {
        if (type is null)
            return;
        found.Add(type.Type);
        if (model.OperationOf(type)?.Response?.NameInside is { } response)
            found.Add(model.Find(response)!.Type);
    }

    /// <summary>Adds the type and everything that it is made of.</summary>
    private static void Expand(ApiModel model, ApiType? type, HashSet<Type> found)
    {
        if (type is null || !found.Add(type.Type))
            return;
        var parts = type.Properties.Select(property => property.Type).Append(model.OperationOf(type)?.Response);
        foreach (var name in parts.Select(part => part?.NameInside).OfType<string>())
            Expand(model, model.Find(name), found);
    }

    private static bool Equal(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}

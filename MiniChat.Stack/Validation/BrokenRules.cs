namespace MiniChat.Stack.Validation;

/// <summary>The rules a message broke, in the order of its properties.</summary>
internal sealed class BrokenRules
{
    private const int MostErrors = 100;

    /// <summary>The field errors.</summary>
    public List<ResponseError> Errors { get; } = [];

    /// <summary>Whether more need not be looked for.</summary>
    public bool IsFull => Errors.Count >= MostErrors;

    /// <summary>Adds one.</summary>
    public void Add(
        CheckedProperty property,
        RulePath? parent,
        string code,
        string message,
        object? value,
        params ReadOnlySpan<(string, string)> figures
    )
    {
        var meta = new Dictionary<string, string>();
        foreach (var (name, figure) in figures)
            meta[name] = figure;
        meta["PropertyName"] = property.DisplayName;
        if (property.Show(value) is { } shown)
            meta["PropertyValue"] = shown;
        if (parent?.NearestIndex is >= 0 and var index)
            meta["CollectionIndex"] = index.ToString();
        Errors.Add(
            new ResponseError
            {
                ErrorCode = code,
                FieldName = parent is null ? property.Name : $"{parent}.{property.Name}",
                Message = message,
                Meta = meta,
            }
        );
    }

    /// <summary>The exception that tells them.</summary>
    public ServiceException ToException() =>
        new(ErrorKind.Invalid, Errors[0].Message) { ErrorCode = Errors[0].ErrorCode, Errors = Errors };
}

namespace MiniChat.Stack.Validation;

/// <summary>Where in a message a check is: written out only when a rule is broken.</summary>
/// <param name="parent">What it is inside of.</param>
/// <param name="name">The property's name.</param>
internal sealed class RulePath(RulePath? parent, string name)
{
    /// <summary>The place in the list; -1 outside of one.</summary>
    public int Index { get; set; } = -1;

    /// <summary>The nearest list's place, or -1.</summary>
    public int NearestIndex => Index >= 0 ? Index : parent?.NearestIndex ?? -1;

    public override string ToString()
    {
        var own = Index >= 0 ? $"{name}[{Index}]" : name;
        return parent is null ? own : $"{parent}.{own}";
    }
}

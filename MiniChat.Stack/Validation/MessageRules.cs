namespace MiniChat.Stack.Validation;

/// <summary>The rules that a message's properties keep, compiled at start.</summary>
public sealed class MessageRules
{
    private readonly List<PropertyRules> properties = [];

    internal MessageRules() { }

    internal void Add(PropertyRules rules) => properties.Add(rules);

    /// <summary>Refuses a message that breaks a rule; all broken ones are told.</summary>
    /// <exception cref="ServiceException">A rule is broken.</exception>
    public void Demand(object message)
    {
        // Most messages break none: then nothing is allocated for the list.
        BrokenRules? broken = null;
        Check(message, null, ref broken);
        if (broken is { Errors.Count: > 0 })
            throw broken.ToException();
    }

    internal void Check(object message, RulePath? parent, ref BrokenRules? broken)
    {
        foreach (var property in properties)
            property.Check(message, parent, ref broken);
    }
}

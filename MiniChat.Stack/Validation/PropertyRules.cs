using System.Collections;

namespace MiniChat.Stack.Validation;

/// <summary>The rules of one property, and of what it holds.</summary>
/// <param name="property">The property.</param>
/// <param name="rules">Its own rules.</param>
/// <param name="inner">The rules of the object it holds, or of each in its list.</param>
/// <param name="refusesNullItems">Whether its list may hold no null.</param>
internal sealed class PropertyRules(CheckedProperty property, PropertyRule[] rules, MessageRules? inner, bool refusesNullItems)
{
    /// <summary>Checks it in the message.</summary>
    public void Check(object message, RulePath? parent, ref BrokenRules? broken)
    {
        if (broken is { IsFull: true })
            return;
        var value = property.Read(message);
        foreach (var rule in rules)
        {
            if (rule.Holds(value))
                continue;
            rule.Tell(property, value, parent, broken ??= new BrokenRules());
            if (rule.IsFinal)
                return;
        }
        if (value is null || (inner is null && !refusesNullItems))
            return;
        var path = new RulePath(parent, property.Name);
        if (value is IEnumerable list)
            CheckItems(list, path, ref broken);
        else
            inner?.Check(value, path, ref broken);
    }

    private void CheckItems(IEnumerable items, RulePath path, ref BrokenRules? broken)
    {
        foreach (var item in items)
        {
            path.Index++;
            if (item is not null)
                inner?.Check(item, path, ref broken);
            else if (refusesNullItems)
                AddNull(path, broken ??= new BrokenRules());
            if (broken is { IsFull: true })
                return;
        }
    }

    private void AddNull(RulePath path, BrokenRules broken)
    {
        broken.Errors.Add(
            new ResponseError
            {
                ErrorCode = "NotNull",
                FieldName = path.ToString(),
                Message = $"'{property.DisplayName}' must not hold null.",
                Meta = new() { ["PropertyName"] = property.DisplayName, ["CollectionIndex"] = path.Index.ToString() },
            }
        );
    }
}

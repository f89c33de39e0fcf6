using System.Collections;

namespace MiniChat.Stack.Validation;

/// <summary>One rule of one property.</summary>
internal abstract class PropertyRule
{
    /// <summary>Whether, once it is broken, the property's other rules have nothing to say.</summary>
    public virtual bool IsFinal => false;

    /// <summary>Whether the value keeps it.</summary>
    public abstract bool Holds(object? value);

    /// <summary>Tells that it is broken.</summary>
    public abstract void Tell(CheckedProperty property, object? value, RulePath? parent, BrokenRules broken);
}

/// <summary>There must be something.</summary>
/// <param name="mayBeNull">Whether the property can be null: then any value is something, 0 too.</param>
internal sealed class NotEmptyRule(bool mayBeNull) : PropertyRule
{
    public override bool IsFinal => true;

    public override bool Holds(object? value) =>
        value switch
        {
            null => false,
            string text => !string.IsNullOrWhiteSpace(text),
            ICollection list => list.Count > 0,
            ValueType number => mayBeNull || !number.Equals(Activator.CreateInstance(number.GetType())),
            _ => true,
        };

    public override void Tell(CheckedProperty property, object? value, RulePath? parent, BrokenRules broken) =>
        broken.Add(property, parent, "NotEmpty", $"'{property.DisplayName}' must not be empty.", value);
}

/// <summary>There must not be null: the property's type says so.</summary>
internal sealed class NotNullRule : PropertyRule
{
    public override bool IsFinal => true;

    public override bool Holds(object? value) => value is not null;

    public override void Tell(CheckedProperty property, object? value, RulePath? parent, BrokenRules broken) =>
        broken.Add(property, parent, "NotNull", $"'{property.DisplayName}' must not be empty.", null);
}

/// <summary>The text must not be longer.</summary>
internal sealed class MaximumLengthRule(int length) : PropertyRule
{
    public override bool Holds(object? value) => value is not string text || text.Length <= length;

    public override void Tell(CheckedProperty property, object? value, RulePath? parent, BrokenRules broken)
    {
        var total = ((string)value!).Length;
        broken.Add(
            property,
            parent,
            "MaximumLength",
            $"The length of '{property.DisplayName}' must be {length} characters or fewer. You entered {total} characters.",
            value,
            ("MinLength", "0"),
            ("MaxLength", $"{length}"),
            ("TotalLength", $"{total}")
        );
    }
}

/// <summary>The text, where there is any, must be an email address.</summary>
internal sealed class EmailRule : PropertyRule
{
    public override bool Holds(object? value)
    {
        if (value is not string text)
            return true;
        var at = text.IndexOf('@');
        return at > 0
            && at == text.LastIndexOf('@')
            && at < text.Length - 1
            && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
    }

    public override void Tell(CheckedProperty property, object? value, RulePath? parent, BrokenRules broken) =>
        broken.Add(property, parent, "Email", $"'{property.DisplayName}' is not a valid email address.", value);
}

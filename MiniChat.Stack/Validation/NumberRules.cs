using System.Globalization;

namespace MiniChat.Stack.Validation;

/// <summary>The number must lie between two others.</summary>
internal sealed class InclusiveBetweenRule(long from, long to) : PropertyRule
{
    public override bool Holds(object? value) =>
        value is null || (Number.Compare(value, from) >= 0 && Number.Compare(value, to) <= 0);

    public override void Tell(CheckedProperty property, object? value, RulePath? parent, BrokenRules broken)
    {
        var entered = Number.Show(value!);
        broken.Add(
            property,
            parent,
            "InclusiveBetween",
            $"'{property.DisplayName}' must be between {from} and {to}. You entered {entered}.",
            value,
            ("From", $"{from}"),
            ("To", $"{to}"),
            ("Value", entered)
        );
    }
}

/// <summary>The number must be greater than another.</summary>
internal sealed class GreaterThanRule(long bound) : PropertyRule
{
    public override bool Holds(object? value) => value is null || Number.Compare(value, bound) > 0;

    public override void Tell(CheckedProperty property, object? value, RulePath? parent, BrokenRules broken) =>
        broken.Add(
            property,
            parent,
            "GreaterThan",
            $"'{property.DisplayName}' must be greater than '{bound}'.",
            value,
            ("ComparisonValue", $"{bound}")
        );
}

/// <summary>The number must be one: JSON can write more than a double holds.</summary>
internal sealed class FiniteRule : PropertyRule
{
    public override bool IsFinal => true;

    public override bool Holds(object? value) =>
        value switch
        {
            double number => double.IsFinite(number),
            float number => float.IsFinite(number),
            _ => true,
        };

    public override void Tell(CheckedProperty property, object? value, RulePath? parent, BrokenRules broken) =>
        broken.Add(
            property,
            parent,
            "SerializationException",
            $"'{property.DisplayName}' is greater than a number can be.",
            null
        );
}

/// <summary>Numbers of any type.</summary>
internal static class Number
{
    /// <summary>Whether the type's values can be compared.</summary>
    public static bool Is(Type type) => Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal && !type.IsEnum;

    /// <summary>Compares the value with the bound; NaN is outside of every bound.</summary>
    public static int Compare(object value, long bound) =>
        value switch
        {
            int number => ((long)number).CompareTo(bound),
            long number => number.CompareTo(bound),
            double number => number.CompareTo(bound),
            float number => ((double)number).CompareTo(bound),
            _ => Convert.ToDecimal(value, CultureInfo.InvariantCulture).CompareTo(bound),
        };

    /// <summary>The value as text.</summary>
    public static string Show(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}

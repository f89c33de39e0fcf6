namespace MiniChat.Stack.Metadata;

/// <summary>What a property or a response holds.</summary>
/// <param name="Type">The type in C#, without its <c>?</c>.</param>
/// <param name="Shape">How it is made.</param>
/// <param name="IsNullable">Whether it may be absent.</param>
public sealed record TypeRef(Type Type, TypeShape Shape, bool IsNullable)
{
    /// <summary>The kind of a scalar.</summary>
    public ScalarKind Scalar { get; init; }

    /// <summary>The name of a class or an enum.</summary>
    public string Name { get; init; } = "";

    /// <summary>What a list holds, or the values of a dictionary.</summary>
    public TypeRef? Item { get; init; }

    /// <summary>The name of the class or enum that it is, or that its items are; null when they are none.</summary>
    public string? NameInside => Shape == TypeShape.Named ? Name : Item?.NameInside;
}

/// <summary>How a type is made.</summary>
public enum TypeShape
{
    /// <summary>A value that JSON writes as one.</summary>
    Scalar,

    /// <summary>A class or an enum of the model.</summary>
    Named,

    /// <summary>A list of items.</summary>
    List,

    /// <summary>Items by text.</summary>
    Dictionary,

    /// <summary>Any JSON.</summary>
    Any,
}

/// <summary>The scalars of the wire.</summary>
public enum ScalarKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A whole number of 8 bits.</summary>
    Byte,

    /// <summary>A whole number of 16 bits.</summary>
    Short,

    /// <summary>A whole number of 32 bits.</summary>
    Int,

    /// <summary>A whole number of 64 bits.</summary>
    Long,

    /// <summary>A binary number of 32 bits.</summary>
    Float,

    /// <summary>A binary number of 64 bits.</summary>
    Double,

    /// <summary>A decimal number.</summary>
    Decimal,

    /// <summary>An id of 128 bits, as text.</summary>
    Guid,

    /// <summary>A moment, as ISO 8601 text.</summary>
    Moment,

    /// <summary>A span of time, as ISO 8601 text.</summary>
    Span,

    /// <summary>A day, as ISO 8601 text.</summary>
    Day,

    /// <summary>A time of the day, as text.</summary>
    TimeOfDay,

    /// <summary>Bytes, as base64 text.</summary>
    Bytes,
}

namespace MiniChat.Stack.Routing;

/// <summary>What kind of address a message came by.</summary>
internal enum AddressKind
{
    /// <summary>By its name: the answer is JSON unless the query says otherwise.</summary>
    Name,

    /// <summary>By its name with a format at the end, <c>/api/FindChats.csv</c>.</summary>
    NameAndFormat,

    /// <summary>By its own route: the format, and whether it is a stream, are negotiated.</summary>
    OwnRoute,

    /// <summary>By its name, from who does not want to hear the answer.</summary>
    OneWay,
}

using MiniChat.Host.ApiDocuments;
using MiniChat.Stack;

namespace MiniChat.Host.Dialects;

/// <summary>A published wire format of somebody else, spoken over the messages.</summary>
public interface IDialect
{
    /// <summary>How its errors are worded.</summary>
    IErrorFormat Errors { get; }

    /// <summary>Its heading in the API document.</summary>
    ApiSection Section { get; }

    /// <summary>Maps its paths, in the order of its page.</summary>
    /// <param name="routes">Where they are mapped.</param>
    void Map(DialectRoutes routes);
}

using MiniChat.Stack.Routing;

namespace MiniChat.Stack.Metadata;

/// <summary>The model of the server's messages. It is made at its first use, since most starts never need it.</summary>
/// <param name="catalog">The messages.</param>
/// <param name="options">The JSON of the wire.</param>
public sealed class ApiSource(MessageCatalog catalog, MessageHostOptions options)
{
    private readonly Lazy<ApiModel> _model = new(() =>
        new ApiModelBuilder(options.Json.PropertyNamingPolicy, new DocComments()).Build(catalog.Messages)
    );

    /// <summary>The model.</summary>
    public ApiModel Model => _model.Value;
}

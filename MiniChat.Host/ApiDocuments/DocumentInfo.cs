using System.Reflection;
using Microsoft.OpenApi;

namespace MiniChat.Host.ApiDocuments;

/// <summary>The first words of the document.</summary>
internal static class DocumentInfo
{
    private const string Description = """
        Questions and answers for a team, written by a language model. This page describes every door of the server: its own
        messages, and the published formats that it speaks.

        **Messages.** A message has the address that is shown, and is also sent by name to `/api/{Message}` or, as ServiceStack's
        clients do, to `/json/reply/{Message}`, with the same verb and fields. Fields come from the path, else the query, else the
        body; names count in any case, unknown ones are passed over. Bodies are JSON in UTF-8, whatever their content type; forms
        do too. Responses leave out what is null.

        **Who one is.** `Register` makes an account, `AuthenticatePost` gives a token, and `Authorization: Bearer` carries it to
        every door. API keys (`CreateApiKey`) stand in its place within their scopes.

        **Streams** are Server-Sent Events; where a WebSocket has the same, it is told with them, since this format of documents
        has no words for sockets. A stream that broke goes on behind the event that `Last-Event-ID` names.

        **Errors** are a status and a body, in each door's own form. 405 (see `Allow`), 408, 431 and 500 can come from every
        address, and are not repeated at each.
        """;

    /// <summary>The server's version.</summary>
    internal static string Version { get; } =
        (
            typeof(DocumentInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0"
        ).Split('+')[0];

    /// <summary>Makes them.</summary>
    internal static OpenApiInfo Make() =>
        new()
        {
            Title = "MiniChat",
            Version = Version,
            Description = Description,
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
}

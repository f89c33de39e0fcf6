using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace MiniChat.Host.SignIns;

/// <summary>A piece of HTML, written as an interpolated string: text that is filled in is encoded, other pieces are not.</summary>
/// <remarks>There is no other way to make one, and a value that is neither does not compile. Attributes stand in double quotes.</remarks>
[InterpolatedStringHandler]
internal readonly struct Html
{
    private readonly StringBuilder? _text;

    public Html(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + 16 * formattedCount);

    public void AppendLiteral(string text) => _text!.Append(text);

    public void AppendFormatted(string? text) => _text!.Append(HtmlEncoder.Default.Encode(text ?? ""));

    public void AppendFormatted(Html piece) => _text!.Append(piece._text);

    /// <summary>The piece, or nothing.</summary>
    public static Html When(bool isWanted, Html piece) => isWanted ? piece : default;

    public override string ToString() => _text?.ToString() ?? "";
}

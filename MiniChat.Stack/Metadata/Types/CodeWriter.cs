using System.Text;

namespace MiniChat.Stack.Metadata.Types;

/// <summary>Writes lines of code, four blanks a level.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _level;

    /// <summary>Writes a line.</summary>
    public CodeWriter Line(string line = "")
    {
        if (line.Length > 0)
            _text.Append(' ', _level * 4).Append(line);
        _text.Append('\n');
        return this;
    }

    /// <summary>Writes a line and goes a level in.</summary>
    public void Open(string line)
    {
        Line(line);
        _level++;
    }

    /// <summary>Goes a level out and writes a line.</summary>
    public void Close(string? line = "}")
    {
        _level--;
        if (line is not null)
            Line(line);
    }

    /// <summary>What was written, with one line's end at its end.</summary>
    public override string ToString() => _text.ToString().TrimEnd('\n') + "\n";
}

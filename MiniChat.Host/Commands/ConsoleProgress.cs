using MiniChat.Host.Storage.Moving;

namespace MiniChat.Host.Commands;

/// <summary>Tells how far a command is: on a terminal in one line that is written over, elsewhere in a line for each thing done.</summary>
/// <param name="output">Where it is told.</param>
/// <param name="isTerminal">Whether a person watches.</param>
internal sealed class ConsoleProgress(TextWriter output, bool isTerminal) : IMoveProgress, IDisposable
{
    private const int Width = 78;

    private bool _isOpen;

    /// <inheritdoc/>
    public void At(string what, string how)
    {
        if (!isTerminal)
            return;
        Clear();
        var line = $"{what}: {how}";
        // A line that wraps would not be written over.
        output.Write(line.Length > Width ? line[..Width] : line);
        _isOpen = true;
    }

    /// <inheritdoc/>
    public void Done(string what, string how) => Say($"{what}: {how}");

    /// <summary>Tells something.</summary>
    /// <param name="line">What is told.</param>
    public void Say(string line)
    {
        Clear();
        output.WriteLine(line);
    }

    /// <summary>Wipes the line that is written over.</summary>
    public void Clear()
    {
        if (_isOpen)
            output.Write($"\r{new string(' ', Width)}\r");
        _isOpen = false;
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();
}

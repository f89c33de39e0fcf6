using System.Text;

namespace MiniChat.ServiceInterface.Searches;

/// <summary>Goes through a text word by word; a sign is a word of its own. Nothing is kept, so that long texts cost no memory.</summary>
/// <param name="text">The text.</param>
/// <param name="buffer">Takes the plain form of each word: <see cref="LongestWord"/> characters and two more.</param>
internal ref struct SearchReader(ReadOnlySpan<char> text, Span<char> buffer)
{
    /// <summary>How many characters of a word count: longer ones that begin alike are the same.</summary>
    public const int LongestWord = 64;

    /// <summary>How long the buffer has to be.</summary>
    public const int BufferLength = LongestWord + 2;

    private readonly ReadOnlySpan<char> _text = text;
    private readonly Span<char> _buffer = buffer;
    private int _place;
    private int _length;

    /// <summary>The word's plain form.</summary>
    public readonly ReadOnlySpan<char> Word => _buffer[.._length];

    /// <summary>Where the word begins in the text.</summary>
    public int Start { get; private set; }

    /// <summary>Where it ends.</summary>
    public int End { get; private set; }

    /// <summary>Whether it is a sign.</summary>
    public bool IsSign { get; private set; }

    /// <summary>Whether it is a sign that stands right behind another one.</summary>
    public bool IsJoined { get; private set; }

    /// <summary>Goes on to the next word.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Next()
    {
        var isBehindSign = IsSign;
        _length = 0;
        while (_place < _text.Length)
        {
            var kind = Look(out var rune, out var units);
            // What is passed over belongs to what stands before it: an accent to its letter, a tone to its picture.
            if (_length > 0 && kind != LetterKind.Ignored && (kind != LetterKind.Letter || IsSign))
                return true;
            if (kind == LetterKind.None)
                isBehindSign = false;
            if (kind is LetterKind.Letter or LetterKind.Sign)
            {
                if (_length == 0)
                    Begin(kind, isBehindSign);
                if (_length < LongestWord)
                    _length += SearchLetters.Fold(rune, _buffer[_length..]);
            }
            _place += units;
            if (_length > 0)
                End = _place;
        }
        return _length > 0;
    }

    private void Begin(LetterKind kind, bool isBehindSign)
    {
        Start = _place;
        IsSign = kind == LetterKind.Sign;
        IsJoined = IsSign && isBehindSign;
    }

    private readonly LetterKind Look(out Rune rune, out int units)
    {
        Rune.DecodeFromUtf16(_text[_place..], out rune, out units);
        return SearchLetters.KindOf(rune);
    }
}

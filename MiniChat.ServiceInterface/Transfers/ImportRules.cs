using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Transfers;

/// <summary>Gathers what is wrong with the chats of an import, each with its place.</summary>
internal sealed class ImportRules
{
    private const int MostErrors = 100;

    private readonly List<ResponseError> _broken = [];

    /// <summary>Notes that a field broke a rule.</summary>
    /// <param name="field">The field, such as <c>Chats[3].Turns[0].Role</c>.</param>
    /// <param name="code">The rule.</param>
    /// <param name="sentence">What is wrong, and what would be right.</param>
    public void Break(string field, string code, string sentence)
    {
        if (_broken.Count < MostErrors)
            _broken.Add(
                new ResponseError
                {
                    FieldName = field,
                    ErrorCode = code,
                    Message = sentence,
                }
            );
    }

    /// <summary>Refuses the import when anything is wrong.</summary>
    /// <exception cref="ServiceException">Something is.</exception>
    public void Demand()
    {
        if (_broken.Count == 0)
            return;
        throw new ServiceException(ErrorKind.Invalid, $"{_broken[0].FieldName}: {_broken[0].Message}")
        {
            ErrorCode = _broken[0].ErrorCode,
            Errors = _broken,
        };
    }
}

using Microsoft.AspNetCore.Http;

namespace MiniChat.Stack.Metadata.Types;

/// <summary>What a request for types chose.</summary>
internal sealed class TypesOptions
{
    private readonly Dictionary<TypesOption, string> _given;

    private TypesOptions(Dictionary<TypesOption, string> given) => _given = given;

    /// <summary>Reads the options from a query; what is no option of the language is passed over.</summary>
    /// <param name="query">The query.</param>
    /// <param name="known">The language's options.</param>
    /// <exception cref="ServiceException">An option cannot be what the query says.</exception>
    public static TypesOptions Read(IQueryCollection query, IEnumerable<TypesOption> known)
    {
        var given = new Dictionary<TypesOption, string>();
        foreach (var option in known.Append(TypesOption.WithoutOptions))
        {
            if (query.TryGetValue(option.Name, out var values) && values.ToString().Trim() is { Length: > 0 } text)
                given[option] = option.Read(text);
        }
        return new TypesOptions(given);
    }

    /// <summary>Whether the request says anything of it.</summary>
    public bool IsGiven(TypesOption option) => _given.ContainsKey(option);

    /// <summary>The option's value.</summary>
    public string Text(TypesOption option) => _given.GetValueOrDefault(option, option.Usual);

    /// <summary>Whether a flag is on.</summary>
    public bool Is(TypesOption option) => Text(option) == bool.TrueString;

    /// <summary>The parts of a list.</summary>
    public string[] List(TypesOption option) => TypesOption.Split(Text(option));
}

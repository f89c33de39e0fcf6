using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Accounts;

/// <summary>Checks a registration, and tells all that is wrong with it at once.</summary>
public static class RegistrationRules
{
    /// <summary>The account that is asked for.</summary>
    /// <param name="request">The message.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="ServiceException">Something is wrong with it.</exception>
    public static Account AccountOf(Register request, DateTimeOffset now)
    {
        var email = string.IsNullOrEmpty(request.Email) ? null : AccountNames.Fold(request.Email);
        var name = string.IsNullOrEmpty(request.UserName) ? null : AccountNames.Fold(request.UserName);
        if (name is not null && email is not null && AccountNames.Canonical(name) == AccountNames.Canonical(email))
            name = email;
        ThrowIfAny([.. Broken(request, name, email).OfType<ResponseError>()], ErrorKind.Invalid);
        return new Account
        {
            UserName = name ?? email!,
            Email = email,
            DisplayName = request.DisplayName ?? FullName(request),
            FirstName = request.FirstName,
            LastName = request.LastName,
            CreatedAt = now,
        };
    }

    /// <summary>The errors of a name or address that is another account's.</summary>
    /// <param name="taken">What is taken.</param>
    /// <param name="request">The message.</param>
    public static ServiceException TakenError(Taken taken, Register request)
    {
        var errors = new List<ResponseError>();
        if (taken.HasFlag(Taken.UserName) && !string.IsNullOrEmpty(request.UserName))
            errors.Add(FieldRules.Error("UserName", "AlreadyExists", "Username already exists"));
        // An address that stands in for a name can only be taken as an address.
        if (taken.HasFlag(Taken.Email) || errors.Count == 0)
            errors.Add(FieldRules.Error("Email", "AlreadyExists", "Email already exists"));
        return ErrorOf(errors, ErrorKind.Conflict);
    }

    /// <summary>Throws when there are errors; the first one speaks for all.</summary>
    /// <param name="errors">The fields that broke a rule.</param>
    /// <param name="kind">What kind of error it is.</param>
    public static void ThrowIfAny(IReadOnlyList<ResponseError> errors, ErrorKind kind)
    {
        if (errors.Count > 0)
            throw ErrorOf(errors, kind);
    }

    private static IEnumerable<ResponseError?> Broken(Register request, string? name, string? email)
    {
        var hasPassword = !string.IsNullOrEmpty(request.Password);
        if (!hasPassword)
            yield return FieldRules.Missing("Password", "Password");
        else if (request.ConfirmPassword is { Length: > 0 } again && again != request.Password)
            yield return FieldRules.Error("ConfirmPassword", "PasswordsShouldMatch", "Passwords should match!");
        if (name is null && email is null)
        {
            yield return FieldRules.Missing("UserName", "User Name");
            yield return FieldRules.Missing("Email", "Email");
        }
        if (name is not null && name != email)
            yield return FieldRules.UserName(name);
        if (email is not null)
            yield return FieldRules.Email(email);
        if (hasPassword)
            yield return FieldRules.Password(request.Password!);
        yield return FieldRules.Shown("DisplayName", "Display Name", request.DisplayName);
        yield return FieldRules.Shown("FirstName", "First Name", request.FirstName);
        yield return FieldRules.Shown("LastName", "Last Name", request.LastName);
    }

    private static string? FullName(Register request)
    {
        var full = $"{request.FirstName} {request.LastName}".Trim();
        return full.Length == 0 ? null : full;
    }

    private static ServiceException ErrorOf(IReadOnlyList<ResponseError> errors, ErrorKind kind) =>
        new(kind, errors[0].Message) { ErrorCode = errors[0].ErrorCode, Errors = errors };
}

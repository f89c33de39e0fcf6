using Microsoft.AspNetCore.Identity;

namespace MiniChat.ServiceInterface.Accounts;

/// <summary>Keeps Identity from storing a name or address that breaks our rules, whoever asks for it.</summary>
public sealed class AccountValidator : IUserValidator<Account>
{
    /// <inheritdoc/>
    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user)
    {
        var isEmail = user.Email is not null && user.UserName == user.Email;
        var broken = new[]
        {
            user.UserName.Length == 0 ? FieldRules.Missing("UserName", "User Name") : null,
            isEmail || user.UserName.Length == 0 ? null : FieldRules.UserName(user.UserName),
            user.Email is null ? null : FieldRules.Email(user.Email),
        };
        var errors = broken
            .OfType<Stack.ResponseError>()
            .Select(error => new IdentityError { Code = error.FieldName, Description = error.Message })
            .ToArray();
        return Task.FromResult(errors.Length == 0 ? IdentityResult.Success : IdentityResult.Failed(errors));
    }
}

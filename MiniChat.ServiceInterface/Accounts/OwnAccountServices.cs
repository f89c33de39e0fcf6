using Microsoft.AspNetCore.Identity;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Accounts;

/// <summary>What one does with one's own account, the password in hand.</summary>
/// <param name="users">Identity's manager.</param>
/// <param name="signIn">Checks the password, and counts wrong ones.</param>
/// <param name="changes">Changes and deletes accounts.</param>
/// <param name="sessions">Begins a new session.</param>
/// <param name="answers">The answers that are running.</param>
public sealed class OwnAccountServices(
    UserManager<Account> users,
    SignIn signIn,
    AccountChanges changes,
    SessionTokens sessions,
    AnswerReader answers
) : IService
{
    /// <summary>Deletes the caller's account.</summary>
    public async Task Post(DeleteAccount request, Call call, CancellationToken cancel)
    {
        var account = await FindAsync(call.Caller);
        if (account.PasswordHash is null)
            DemandName(account, request.UserName);
        else
            account = await CheckAsync(account, request.Password, call, cancel);
        var running = await answers.OpenRunningAsync(account.Id, cancel);
        foreach (var log in running)
            log.Stop();
        await Task.WhenAll(running.Select(log => log.WaitForEndAsync(cancel)));
        await changes.DeleteAsync(account);
    }

    /// <summary>Gives the caller's account another password, and the caller a new session.</summary>
    public async Task<ChangePasswordResponse> Post(ChangePassword request, Call call, CancellationToken cancel)
    {
        if (FieldRules.Password(request.NewPassword) is { } broken)
            RegistrationRules.ThrowIfAny([broken with { FieldName = "NewPassword" }], ErrorKind.Invalid);
        var account = await FindAsync(call.Caller);
        if (account.PasswordHash is null)
            throw WrongPassword("The account has no password: one signs in to it at an outside provider.");
        account = await CheckAsync(account, request.Password, call, cancel);
        await changes.SetPasswordAsync(account, request.NewPassword, cancel);
        var begun = await sessions.BeginAsync(account, lifetime: null, cancel);
        return new ChangePasswordResponse
        {
            SessionId = begun.SessionId,
            BearerToken = begun.AccessToken,
            RefreshToken = begun.RefreshToken,
            RefreshTokenExpiry = begun.RefreshTokenExpiry.UtcDateTime,
        };
    }

    private async Task<Account> FindAsync(Caller caller) =>
        await users.FindByIdAsync(caller.AccountId.ToString()) ?? throw GoneAccount.Refusal();

    private async Task<Account> CheckAsync(Account account, string? password, Call call, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(password))
            RegistrationRules.ThrowIfAny([FieldRules.Missing("Password", "Password")], ErrorKind.Invalid);
        try
        {
            return await signIn.CheckAsync(account.UserName, password!, call.Address, cancel);
        }
        catch (ServiceException e) when (e.Kind == ErrorKind.Unauthorized)
        {
            // Not 401: the session is good, and its program would sign in anew for nothing.
            throw WrongPassword("'Password' is not the account's. It counts as a failed sign-in.");
        }
    }

    private static void DemandName(Account account, string? name)
    {
        if (AccountNames.Canonical(name ?? "") != AccountNames.Canonical(account.UserName))
            throw ServiceException.ForField(
                "UserName",
                "WrongUserName",
                "'User Name' must be the account's own, to confirm that it is to be deleted."
            );
    }

    private static ServiceException WrongPassword(string sentence) =>
        ServiceException.ForField("Password", "WrongPassword", sentence);
}

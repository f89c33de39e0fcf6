using MiniChat.ServiceInterface.Accounts;
using MiniChat.Stack;

namespace MiniChat.Host.Accounts;

/// <summary>Makes or promotes the configured admin when the server starts.</summary>
/// <param name="options">Who it is.</param>
/// <param name="admin">Does it.</param>
public sealed class AdminStart(AdminOptions options, AdminAccount admin) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.UserName is null)
            return;
        try
        {
            await admin.EnsureAsync(
                new Register
                {
                    UserName = options.UserName,
                    Password = options.Password,
                    Email = options.Email,
                },
                cancellationToken
            );
        }
        catch (ServiceException e) when (e.Kind is ErrorKind.Invalid or ErrorKind.Conflict)
        {
            var field = e.Errors.Count > 0 ? e.Errors[0].FieldName : "UserName";
            throw new StartupException($"MiniChat__Admin__{field} cannot be used: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

using System.Security.Claims;

namespace MiniChat.Stack.Auth;

/// <summary>The framework's view of a caller: made once a request, it holds the caller itself.</summary>
public sealed class CallerIdentity : ClaimsIdentity
{
    /// <summary>The scheme, and the type of the identity.</summary>
    public const string Scheme = "Bearer";

    /// <summary>Makes the identity of a signed-in caller.</summary>
    public CallerIdentity(Caller caller)
        : base(Scheme)
    {
        Caller = caller;
    }

    /// <summary>The caller.</summary>
    public Caller Caller { get; }

    /// <inheritdoc/>
    public override string? Name => Caller.UserName;

    /// <inheritdoc/>
    public override IEnumerable<Claim> Claims
    {
        get
        {
            yield return new Claim(
                ClaimTypes.NameIdentifier,
                $"{Caller.AccountId}",
                ClaimValueTypes.Integer64,
                Scheme,
                Scheme,
                this
            );
            yield return new Claim(NameClaimType, Caller.UserName, ClaimValueTypes.String, Scheme, Scheme, this);
            foreach (var role in Caller.Roles)
                yield return new Claim(RoleClaimType, role, ClaimValueTypes.String, Scheme, Scheme, this);
        }
    }

    /// <inheritdoc/>
    public override bool HasClaim(string type, string value) =>
        type == RoleClaimType ? Caller.HasRole(value) : base.HasClaim(type, value);
}

using MiniChat.ServiceInterface.SignIns;

namespace MiniChat.Host.Identity;

/// <summary>Makes a person of the provider's claims.</summary>
internal sealed class PersonReader(ProviderOptions options, ProviderHttp http)
{
    private const string What = "user info endpoint";
    private const string Emails = "emails endpoint";

    /// <summary>The person an access token is for.</summary>
    /// <param name="endpoint">Where the claims are; null when the id token holds them all.</param>
    /// <param name="accessToken">The access token.</param>
    /// <param name="idToken">The claims of the id token, which was checked; null without OpenID Connect.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <exception cref="ProviderFault">There are no claims, or they are not whole, or are another person's.</exception>
    public async Task<OutsideIdentity> ReadAsync(
        Uri? endpoint,
        string accessToken,
        ProviderClaims? idToken,
        CancellationToken cancel
    )
    {
        var claims = endpoint is null ? null : await ReadClaimsAsync(endpoint, accessToken, cancel);
        // OpenID Connect Core, 5.3.2: tokens of two people could be put together.
        if (claims is not null && idToken is not null && claims.Subject("sub") != idToken.Subject("sub"))
            throw ProviderFault.Failed($"the {What} tells of another person than the id token");
        var fields = options.Fields;
        var withEmail = claims?.Text(fields.Email) is not null ? claims : idToken;
        var person = new OutsideIdentity
        {
            // What is signed counts first.
            Subject =
                idToken?.Subject(fields.Subject)
                ?? claims?.Subject(fields.Subject)
                ?? throw ProviderFault.Failed("no subject in the claim that MiniChat__OAuth__SubjectField names"),
            UserName = claims?.Text(fields.UserName) ?? idToken?.Text(fields.UserName),
            DisplayName = claims?.Text("name") ?? idToken?.Text("name"),
            Email = withEmail?.Text(fields.Email),
            IsEmailVerified = withEmail?.Text(fields.Email) is not null && withEmail.Flag(fields.EmailVerified),
        };
        if (options.EmailsEndpoint is null)
            return person;
        var email = await ReadEmailAsync(options.EmailsEndpoint, accessToken, cancel);
        return person with { Email = email, IsEmailVerified = email is not null };
    }

    private async Task<ProviderClaims> ReadClaimsAsync(Uri endpoint, string accessToken, CancellationToken cancel)
    {
        var response = await http.GetAsync(endpoint, accessToken, What, cancel);
        if (response.Status != 200)
            throw ProviderFault.OfStatus(response.Status, What);
        return ProviderClaims.Parse(response.Body) ?? throw ProviderFault.Failed($"no JSON object from the {What}");
    }

    private async Task<string?> ReadEmailAsync(Uri endpoint, string accessToken, CancellationToken cancel)
    {
        var response = await http.GetAsync(endpoint, accessToken, Emails, cancel);
        // Who does not let the addresses be seen signs in without one.
        if (response.Status is 403 or 404)
            return null;
        if (response.Status != 200)
            throw ProviderFault.OfStatus(response.Status, Emails);
        var list = ProviderClaims.ParseList(response.Body) ?? throw ProviderFault.Failed($"no JSON list from the {Emails}");
        return list.FirstOrDefault(one => one.Flag("primary") && one.Flag("verified"))?.Text("email");
    }
}

using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Host.ApiDocuments;

/// <summary>Notes on accounts, API keys and usage.</summary>
internal static class AccountNotes
{
    private const string Token = "eyJhbGciOiJIUzI1NiJ9.…";
    private const string RefreshToken = "q2dHq1c0yqKqvW9sZr1m0h8u3s8mZf1oE4bJtq5xYcA";
    private static readonly DateTime Moment = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    internal static IEnumerable<MessageNote> All =>
        [
            new(
                new Register
                {
                    UserName = "grace",
                    Email = "grace.h@example.org",
                    Password = "correct horse",
                },
                new RegisterResponse { UserId = "7", UserName = "grace" }
            )
            {
                Errors = [409, 429, 503],
            },
            new(new Authenticate { UserName = "ada", Password = "correct horse" }, Session)
            {
                Errors = [401, 404, 429, 503],
                KnowsItsCaller = true,
                Summary = "Signs in, signs out, or tells who one is",
            },
            new(new GetAccessToken { RefreshToken = RefreshToken }, new GetAccessTokenResponse { AccessToken = Token }),
            new(new AuthenticateLogout(), new AuthenticateResponse()) { KnowsItsCaller = true },
            new(new FindProviders(), new FindProvidersResponse { Results = [new ProviderItem { Name = "github" }] }),
            new(
                new ChangePassword { Password = "correct horse", NewPassword = "battery staple" },
                new ChangePasswordResponse
                {
                    SessionId = "Zx81kQ",
                    BearerToken = Token,
                    RefreshToken = RefreshToken,
                    RefreshTokenExpiry = Moment.AddDays(90),
                }
            )
            {
                Errors = [429, 503],
            },
            new(new DeleteAccount { Password = "correct horse" }) { Errors = [429, 503] },
            new(
                new CreateApiKey { Name = "nightly report", Scopes = ["chat"] },
                new CreateApiKeyResponse
                {
                    Id = 3,
                    Key = "mc-…",
                    Name = "nightly report",
                    Scopes = ["chat"],
                    CreatedDate = Moment,
                }
            )
            {
                Errors = [409],
            },
            new(
                new FindApiKeys(),
                new FindApiKeysResponse
                {
                    Results =
                    [
                        new ApiKeyItem
                        {
                            Id = 3,
                            Name = "nightly report",
                            Prefix = "mc-4fGh",
                            Scopes = ["chat"],
                            CreatedDate = Moment,
                        },
                    ],
                }
            ),
            new(new DeleteApiKey { Id = 3 }) { Errors = [404] },
            new(
                new FindUsage { From = Moment.Date, To = Moment.Date.AddDays(7) },
                new FindUsageResponse
                {
                    Results =
                    [
                        new UsageItem
                        {
                            Day = "2026-01-02",
                            Model = "gpt-4o-mini",
                            Calls = 3,
                            PromptTokens = 31,
                            CompletionTokens = 240,
                        },
                    ],
                    Totals = new UsageTotals
                    {
                        Calls = 3,
                        PromptTokens = 31,
                        CompletionTokens = 240,
                    },
                }
            ),
        ];

    private static AuthenticateResponse Session =>
        new()
        {
            UserId = "7",
            SessionId = "Zx81kQ",
            UserName = "ada",
            BearerToken = Token,
            RefreshToken = RefreshToken,
            RefreshTokenExpiry = Moment.AddDays(90),
            Roles = ["User"],
            Permissions = [],
        };
}

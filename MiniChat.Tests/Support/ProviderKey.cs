using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MiniChat.Tests.Support;

/// <summary>A key of a fake provider: signs id tokens, and is published among its keys.</summary>
internal sealed class ProviderKey(SecurityKey key, string algorithm)
{
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    // Making one takes long; no test changes it.
    private static readonly RSA SharedRsa = RSA.Create(2048);
    private static readonly RSA OtherRsa = RSA.Create(2048);

    public static ProviderKey Rsa(string algorithm = SecurityAlgorithms.RsaSha256, string id = "one") =>
        new(new RsaSecurityKey(SharedRsa) { KeyId = id }, algorithm);

    public static ProviderKey AnotherRsa(string id = "two") =>
        new(new RsaSecurityKey(OtherRsa) { KeyId = id }, SecurityAlgorithms.RsaSha256);

    public static ProviderKey Elliptic() =>
        new(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "curve" }, SecurityAlgorithms.EcdsaSha256);

    /// <summary>What no provider should sign with: a secret that both sides know.</summary>
    public static ProviderKey Secret(string secret) =>
        new(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)) { KeyId = "one" }, SecurityAlgorithms.HmacSha256);

    public string Sign(JsonObject claims) => SignText(claims.ToJsonString());

    /// <summary>Signs a payload as it is written, with more in the header.</summary>
    public string SignText(string claims, params (string Name, object Value)[] header) =>
        Handler.CreateToken(
            claims,
            new SigningCredentials(key, algorithm),
            header.ToDictionary(part => part.Name, part => part.Value)
        );

    /// <summary>The public half, as it is published.</summary>
    public JsonObject Publish()
    {
        if (key is SymmetricSecurityKey secret)
            return new JsonObject
            {
                ["kty"] = "oct",
                ["kid"] = key.KeyId,
                ["k"] = Base64UrlEncoder.Encode(secret.Key),
            };
        var web = key is RsaSecurityKey rsa
            ? JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.Rsa.ExportParameters(false)))
            : JsonWebKeyConverter.ConvertFromECDsaSecurityKey((ECDsaSecurityKey)key);
        return new JsonObject
        {
            ["kty"] = web.Kty,
            ["kid"] = key.KeyId,
            ["use"] = "sig",
            ["n"] = web.N,
            ["e"] = web.E,
            ["crv"] = web.Crv,
            ["x"] = web.X,
            ["y"] = web.Y,
        };
    }
}

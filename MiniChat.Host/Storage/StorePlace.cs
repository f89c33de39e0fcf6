namespace MiniChat.Host.Storage;

/// <summary>Where everything is kept, as an operator knows it; never with a password.</summary>
/// <param name="Name">A file's path, or a database and its server.</param>
public sealed record StorePlace(string Name);

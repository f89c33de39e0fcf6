namespace MiniChat.Stack.Auth;

/// <summary>Metadata of an endpoint that is the same for everybody: a token that comes along is not looked at, so nothing has to be known of it.</summary>
public interface ITakesNoToken;

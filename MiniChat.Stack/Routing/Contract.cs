namespace MiniChat.Stack.Routing;

/// <summary>What a message's interfaces say.</summary>
internal static class Contract
{
    /// <summary>The T of the message's <c>IReturn&lt;T&gt;</c> or <c>IStreamOf&lt;T&gt;</c>, or null when it is none.</summary>
    public static Type? Argument(Type message, Type open) =>
        Array
            .Find(message.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == open)
            ?.GetGenericArguments()[0];
}

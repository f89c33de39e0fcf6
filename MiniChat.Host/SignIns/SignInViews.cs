using MiniChat.Stack;

namespace MiniChat.Host.SignIns;

/// <summary>The pages of signing in, as HTML.</summary>
internal static class SignInViews
{
    private sealed record Field(string Id, string Name, string Label, string Type, string AutoComplete)
    {
        public string? Value { get; init; }
        public string? Error { get; init; }
        public string? Hint { get; init; }
        public bool IsRequired { get; init; } = true;
        public bool HasFocus { get; init; }
    }

    /// <summary>The form to sign in, or to sign up.</summary>
    /// <param name="form">The form.</param>
    /// <param name="target">The host to which one goes on.</param>
    internal static Html Form(SignInForm form, string target)
    {
        var title = form.IsNew ? "Sign up" : "Sign in";
        var own = AddressOf(form.State, form.IsNew);
        var other = AddressOf(form.State, !form.IsNew);
        var (question, choice) = form.IsNew ? ("Do you have an account?", "Sign in") : ("No account yet?", "Sign up");
        return Page(
            form.Words is null ? title : $"Error: {title}",
            $"""
            <section id="account" aria-labelledby="title">
              <h2 id="title">{title}</h2>
              <p class="hint">Then you go on to <strong>{target}</strong>.</p>
            {Alert(form)}
              <form method="post" action="{own}">
            {Inputs(form)}
                <div class="row"><button type="submit">{title}</button></div>
              </form>
              <p class="other">{question} <a href="{other}">{choice}</a></p>
            </section>
            """
        );
    }

    /// <summary>One thing to tell, without a form.</summary>
    /// <param name="title">What it is.</param>
    /// <param name="sentence">What to do.</param>
    internal static Html Message(string title, string sentence) =>
        Page(
            title,
            $"""
            <section id="account" aria-labelledby="title">
              <h2 id="title">{title}</h2>
              <p role="alert">{sentence}</p>
            </section>
            """
        );

    private static Html Page(string title, Html content) =>
        $"""
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8" />
              <meta name="viewport" content="width=device-width, initial-scale=1" />
              <meta name="color-scheme" content="light dark" />
              <title>{title} · MiniChat</title>
              <link rel="icon" href="/icon.svg" type="image/svg+xml" />
              <link rel="stylesheet" href="/small.css" />
              <link rel="stylesheet" href="/sign-in.css" />
            </head>
            <body>
            <header><h1>MiniChat</h1></header>
            <main>
            {content}
            </main>
            </body>
            </html>

            """;

    // What is wrong with a field is told there.
    private static Html Alert(SignInForm form)
    {
        if (form.Words is not { } words)
            return default;
        var sentence = words.Errors.Count == 0 ? words.Message : "Please look at what is marked below.";
        return $"  <p id=\"error\" class=\"error\" role=\"alert\">{sentence}</p>";
    }

    private static Html Inputs(SignInForm form)
    {
        var name = new Field("user-name", "userName", form.IsNew ? "Username" : "Username or email", "text", "username")
        {
            Value = form.Typed.UserName,
            Error = form.ErrorOf("UserName"),
        };
        var email = new Field("email", "email", "Email (optional)", "email", "email")
        {
            Value = form.Typed.Email,
            Error = form.ErrorOf("Email"),
            IsRequired = false,
        };
        var password = new Field("password", "password", "Password", "password", form.IsNew ? "new-password" : "current-password")
        {
            Error = form.ErrorOf("Password"),
            Hint = form.IsNew ? "8 to 128 characters." : null,
        };
        Field[] fields = form.IsNew ? [name, email, password] : [name, password];
        // Where one has to go on: at what is wrong, else at what is empty.
        var next =
            Array.Find(fields, field => field.Error is not null)
            ?? Array.Find(fields, field => field.IsRequired && string.IsNullOrEmpty(field.Value));
        Html all = $"";
        foreach (var field in fields)
            all.AppendFormatted(Input(field with { HasFocus = field == next }, form.Words is { Errors.Count: 0 }));
        return all;
    }

    private static Html Input(Field field, bool isFormWrong)
    {
        var by = string.Join(' ', TellersOf(field, isFormWrong));
        Html required = $" required";
        Html focus = $" autofocus";
        Html invalid = $" aria-invalid=\"true\"";
        Html described = $" aria-describedby=\"{by}\"";
        Html more = $"{Html.When(field.IsRequired, required)}{Html.When(field.HasFocus, focus)}";
        Html told = $"{Html.When(field.Error is not null, invalid)}{Html.When(by.Length > 0, described)}";
        Html hint = $"    <p id=\"{field.Id}-hint\" class=\"hint\">{field.Hint}</p>\n";
        Html error = $"    <p id=\"{field.Id}-error\" class=\"error\">{field.Error}</p>\n";
        return $"""
                <label for="{field.Id}">{field.Label}</label>
                <input id="{field.Id}" name="{field.Name}" type="{field.Type}" value="{field.Value}"
                  autocomplete="{field.AutoComplete}" autocapitalize="none" spellcheck="false"{more}{told} />
            {Html.When(field.Hint is not null, hint)}{Html.When(field.Error is not null, error)}
            """;
    }

    /// <summary>The ids of what tells more about a field.</summary>
    private static IEnumerable<string> TellersOf(Field field, bool isFormWrong)
    {
        if (field.Error is not null)
            yield return $"{field.Id}-error";
        else if (isFormWrong)
            yield return "error";
        if (field.Hint is not null)
            yield return $"{field.Id}-hint";
    }

    private static string AddressOf(string state, bool isNew) =>
        $"{SignInPage.Path}?state={Uri.EscapeDataString(state)}{(isNew ? "&new=1" : "")}";
}

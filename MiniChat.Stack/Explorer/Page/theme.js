// The colours that were chosen, set before anything is drawn. A classic script, since modules run later.

(() => {
  const key = "explorer-theme";
  const root = document.documentElement;
  const read = () => {
    try {
      return localStorage.getItem(key) ?? "";
    } catch {
      // Where the browser keeps nothing for this page, the choice holds until it is left.
      return root.dataset.theme ?? "";
    }
  };
  const show = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };

  show(read());
  addEventListener("storage", (event) => event.key === key && show(event.newValue));
  addEventListener("DOMContentLoaded", () => {
    const choice = document.getElementById("theme");
    choice.value = root.dataset.theme ?? "";
    choice.addEventListener("change", () => {
      show(choice.value);
      try {
        localStorage.setItem(key, choice.value);
      } catch {
        // It cannot be remembered; it is shown all the same.
      }
    });
  });
})();

import { createApp } from "vue";
import App from "./App.vue";
import { router } from "./router";
import { applyTheme } from "./settings/theme";
import { findSession, heedReturn } from "./session/session";
import "./style/base.css";
import { speakAsUsual } from "./words/words";

applyTheme();
await speakAsUsual();
createApp(App).use(router).mount("#app");
heedReturn();
void findSession();

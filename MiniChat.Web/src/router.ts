import { createRouter, createWebHistory } from "vue-router";
import ChatPage from "./chat/ChatPage.vue";
import NewChatPage from "./chat/NewChatPage.vue";

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: "/", alias: "/app", name: "new", component: NewChatPage },
    { path: "/app/chats/:id(\\d+)", name: "chat", component: ChatPage },
    { path: "/app/settings", name: "settings", component: () => import("./settings/SettingsPage.vue") },
    { path: "/s/:token", name: "shared", component: () => import("./share/SharedPage.vue"), meta: { isOpen: true } },
    { path: "/:rest(.*)*", name: "nowhere", component: () => import("./shell/NowherePage.vue") },
  ],
});

import "./style.css";
import { App } from "./app.ts";
import { readPreferences } from "./preferences.ts";

const root = document.getElementById("page");

// Another code was scanned into this very tab: everything begins anew.
window.addEventListener("hashchange", () => location.reload());

if (root !== null) {
  const preferences = readPreferences(document.cookie, navigator.languages ?? [navigator.language]);
  void window.firstQuestion.then((question) => new App(root, question, preferences).start(question.answer));
}

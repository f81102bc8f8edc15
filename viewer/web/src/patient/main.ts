import "./style.css";
import { App } from "./app.ts";
import { readPreferences } from "./preferences.ts";
import { hideSecret } from "./secret.ts";

const root = document.getElementById("page");
const { firstQuestion } = window;

hideSecret(location, history);
delete window.firstQuestion;

if (root !== null && firstQuestion !== undefined) {
  const preferences = readPreferences(document.cookie, navigator.languages ?? [navigator.language]);
  void firstQuestion.then((question) => new App(root, question, preferences).start(question.answer));
}

import "./style.css";
import { App } from "./app.ts";
import { hideSecret } from "./secret.ts";

const root = document.getElementById("page");
const { firstQuestion } = window;

hideSecret(location, history);
delete window.firstQuestion;

if (root !== null && firstQuestion !== undefined) {
  void firstQuestion.then((question) => new App(root, question).start(question.answer));
}

import "./style.css";
import { App } from "./app.ts";
import { pictureFormat } from "./formats.ts";
import { readPreferences } from "./preferences.ts";
import { takeSecret } from "./secret.ts";

const root = document.getElementById("page");
const secret = takeSecret(location, history);

// Another code was scanned into this very tab: everything begins anew.
window.addEventListener("hashchange", () => location.reload());

if (root !== null) {
  const preferences = readPreferences(document.cookie, navigator.languages ?? [navigator.language]);
  void pictureFormat().then((format) => new App(root, secret, format, preferences).start());
}

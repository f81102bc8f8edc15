import { askFirst } from "./first-question.ts";

// Another code was scanned into this very tab: everything begins anew.
window.addEventListener("hashchange", () => location.reload());

// The question is on its way while the rest of the page still comes in. Until it has, the secret stays in the address:
// a page that broke off can be loaded anew.
window.firstQuestion = askFirst();

import { askFirst } from "./first-question.ts";

// The question is on its way while the rest of the page still comes in.
window.firstQuestion = askFirst();

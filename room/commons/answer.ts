// On a page of the commons with a form for an answer. Without script the form is the same and works the same.
import { watchForDanger } from "../coach/people.ts";
import { watch } from "../coach/watch.ts";

const form = document.querySelector<HTMLFormElement>("form#answer");
const field = form?.querySelector("textarea");
const place = form?.querySelector<HTMLElement>("[data-coach]");
if (field && place)
  watch(field, place, { what: "answer", company: place.dataset.coach === "company" });
const people = form?.querySelector<HTMLElement>("[data-people]");
if (field && people) watchForDanger(field, people);

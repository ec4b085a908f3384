// On every page of the commons: leaving quickly without waiting for an answer, and without a key for going back to this
// page. Without script the button does the same, in the time that an answer takes.
import { hide, onSigns } from "../leave/leave.ts";

const button = document.querySelector<HTMLButtonElement>("button.leave");
const form = button?.form;
if (button && form) {
  const leave = () => {
    hide();
    if (navigator.sendBeacon(form.action)) location.replace(button.dataset.to ?? "/away");
    else form.submit();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
  });
  onSigns(leave);
}

// Runs beside the page, so that it does not stand still while a passphrase becomes a key.
import { type Stretching, stretchHere } from "../../seal/stretch.ts";

addEventListener("message", async ({ data }: MessageEvent<Stretching>) => {
  try {
    postMessage(await stretchHere(data));
  } catch {
    postMessage(null);
  }
});

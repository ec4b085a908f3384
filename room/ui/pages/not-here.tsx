import { Head } from "../parts/head.tsx";

export function NotHere() {
  return (
    <div class="narrow stack">
      <Head title="There is nothing here" />
      <p>
        Perhaps the address has a slip in it, or what was here is gone. <a href="/">Go back</a>
      </p>
    </div>
  );
}

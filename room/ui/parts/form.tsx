import type { ComponentChildren } from "preact";

interface FormProps {
  class?: string;
  /** Without it, nothing happens: what is typed is kept while it is typed. */
  onSubmit?: () => void;
  noValidate?: boolean;
  children: ComponentChildren;
}

/**
 * Every form of the room. It has nowhere to be sent to, and `autocomplete="off"` keeps browsers from
 * writing what is typed into the files from which they restore tabs.
 */
export function Form({ onSubmit, children, ...rest }: FormProps) {
  const submit = (event: Event) => {
    event.preventDefault();
    onSubmit?.();
  };
  return (
    <form {...rest} autocomplete="off" onSubmit={submit}>
      {children}
    </form>
  );
}

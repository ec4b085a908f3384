import { usePlace } from "./room.tsx";

/** The way to the plain words about what sealing does; nothing while the place has not said where that is. */
export function Protects() {
  const place = usePlace();
  if (place === null) return null;
  return <a href={`${place.commons}/sealed`}>What sealed protects from, and what it does not</a>;
}

import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { AccountState, Place, Room } from "../core/index.ts";

const Here = createContext<Room | null>(null);

export function RoomProvider({ room, children }: { room: Room; children: ComponentChildren }) {
  return <Here.Provider value={room}>{children}</Here.Provider>;
}

/** The core: everything that keys, the server and this device do. */
export function useRoom(): Room {
  const room = useContext(Here);
  if (room === null) throw new Error("outside the room");
  return room;
}

/** Who is here, and anew after each change. */
export function useAccount(): AccountState {
  const { account } = useRoom();
  const [state, setState] = useState(account.state);
  useEffect(() => account.watch(setState), [account]);
  return state;
}

let asked: Promise<Place> | null = null;

/** What this place is and the words it offers; null until it has said so. */
export function usePlace(): Place | null {
  const { api } = useRoom();
  const [place, setPlace] = useState<Place | null>(null);
  useEffect(() => {
    let here = true;
    const ask = () => {
      asked ??= api.place();
      asked.then(
        (said) => here && setPlace(said),
        () => {
          asked = null;
        },
      );
    };
    ask();
    addEventListener("online", ask);
    return () => {
      here = false;
      removeEventListener("online", ask);
    };
  }, [api]);
  return place;
}

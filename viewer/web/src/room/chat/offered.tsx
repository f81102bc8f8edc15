import { useEffect, useRef } from "react";
import { useRoomWords } from "../page/spoken.ts";
import type { Person } from "../wire.ts";

export function offeredId({ participant }: Person): string {
  return `offered-${participant}`;
}

/** Whom the first letters of a name may mean; the field keeps the focus, and says which one is chosen. */
export function Offered(props: { people: readonly Person[]; chosen: Person | null; choose: (name: string) => void }) {
  const { people, chosen, choose } = props;
  const words = useRoomWords();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return (
    <ul ref={list} className="offered" role="listbox" id="offered" aria-label={words.people} hidden={chosen === null}>
      {people.map((person) => (
        <li
          key={person.participant}
          id={offeredId(person)}
          role="option"
          aria-selected={person === chosen}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => choose(person.name)}
        >
          {person.name} <span className="quiet">{person.hospital}</span>
        </li>
      ))}
    </ul>
  );
}

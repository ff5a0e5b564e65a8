import type { Desk } from "../desk";

/** The ward's villages, offered while a name is typed; another name makes a new one. */
export function Villages({ desk }: { desk: Desk }) {
  return (
    <datalist id="villages">
      {desk.roster.villages.value.map((one) => (
        <option key={one.village} value={one.name} />
      ))}
    </datalist>
  );
}

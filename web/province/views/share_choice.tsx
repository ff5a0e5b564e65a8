import { go, addressOf, route } from "@shared/parts/route";
import { Field } from "@shared/parts/field";
import { isShareName, type ShareName, SHARES } from "@shared/figures/indicators";
import { say } from "../words";

/** The share that an address names; how many were met is what everyone asks first. */
export function chosenShare(query: URLSearchParams): ShareName {
  const name = query.get("share");
  return isShareName(name) ? name : "visited";
}

/** Chooses the share by which units are shown; the choice stands in the address. */
export function ShareChoice() {
  const { path, query } = route.value;
  const choose = (event: Event) => {
    const share = (event.currentTarget as HTMLSelectElement).value;
    go(addressOf(path, { ...Object.fromEntries(query), share }), { replace: true });
  };
  return (
    <Field label={say("indicator")}>
      <select value={chosenShare(query)} onChange={choose}>
        {SHARES.map((name) => (
          <option key={name} value={name}>
            {say(name)}
          </option>
        ))}
      </select>
    </Field>
  );
}

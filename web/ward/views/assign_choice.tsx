import { useComputed, useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { Field } from "@shared/parts/field";
import { Notice } from "@shared/parts/notices";
import type { Desk } from "../desk";
import { nextRow } from "../parts/grid_keys";
import { plain } from "../roster/filters";
import { candidates, type Caseload, type Move, moveOf } from "../roster/moves";
import type { Household, Volunteer } from "../roster/store";
import { say } from "../words";

interface AssignChoiceProps {
  readonly desk: Desk;
  readonly households: readonly Household[];
  readonly isBusy: boolean;
  readonly onAssign: (to: Volunteer, moving: readonly Household[]) => void;
}

/** Whom the chosen households go to: a name typed, arrows, both caseloads before and after, Enter. */
export function AssignChoice({ desk: { roster }, households, isBusy, onAssign }: AssignChoiceProps) {
  const id = useId();
  const typed = useSignal("");
  const at = useSignal(0);
  const villages = new Set(households.map((one) => one.village));
  const village = villages.size === 1 ? ([...villages][0] ?? null) : null;
  const found = useComputed(() => candidates(roster.enrolled.value, village).filter((one) => plain(one.name ?? "").includes(plain(typed.value)))).value;
  const to = found[Math.min(at.value, found.length - 1)];
  const move = to && moveOf(households, to, roster.volunteers.value);
  const assign = () => {
    if (to !== undefined && move !== undefined && move.moving.length > 0 && move.tooMany === 0 && !isBusy) onAssign(to, move.moving);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = event.key.startsWith("Arrow") ? nextRow(event.key, at.value, found.length, 1) : undefined;
    if (next === undefined) return;
    event.preventDefault();
    at.value = next;
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: "nearest" });
  };

  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        assign();
      }}
    >
      <Field label={say("volunteer")} hint={say("choose-volunteer")}>
        <input
          type="search"
          role="combobox"
          list={undefined}
          autofocus
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={to ? `${id}-${found.indexOf(to)}` : undefined}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            at.value = 0;
          }}
          onKeyDown={onKeyDown}
        />
      </Field>
      <ul class="candidates" id={`${id}-list`} role="listbox" aria-label={say("volunteers")} tabIndex={-1}>
        {found.map((one, index) => (
          <li key={one.id} id={`${id}-${index}`} role="option" aria-selected={one === to} onClick={() => (at.value = index)}>
            <span>{one.name}</span>
            <span class="soft small">{one.village_name ?? ""}</span>
            <span class="figure">{`${one.caseload} / ${one.capacity}`}</span>
          </li>
        ))}
      </ul>
      {move && <Preview move={move} />}
      <p class="row">
        <button type="submit" class="primary" disabled={isBusy || !move || move.moving.length === 0 || move.tooMany > 0}>
          {isBusy ? say("saving") : say(move && move.givers.length > 0 ? "hand-over" : "assign")}
        </button>
      </p>
    </form>
  );
}

/** Both caseloads, now and then. */
function Preview({ move: { moving, staying, receiver, givers, tooMany } }: { move: Move }) {
  return (
    <div class="stack" aria-live="polite">
      <table class="caseloads">
        <caption class="visually-hidden">{say("preview")}</caption>
        <thead>
          <tr class="small soft">
            <th scope="col">{say("preview")}</th>
            <th scope="col" class="figure">
              {say("preview-before")}
            </th>
            <th scope="col" class="figure">
              {say("preview-then")}
            </th>
          </tr>
        </thead>
        <tbody>
          {[receiver, ...givers].map((one) => (
            <CaseloadRow key={one.volunteer.id} caseload={one} />
          ))}
        </tbody>
      </table>
      {moving.length === 0 && <Notice>{say("nothing-moves")}</Notice>}
      {staying.length > 0 && moving.length > 0 && <p class="small soft">{say("preview-stays", { n: staying.length })}</p>}
      {tooMany > 0 && <Notice tone="bad">{say("too-many", { n: tooMany })}</Notice>}
    </div>
  );
}

function CaseloadRow({ caseload: { volunteer, now, then } }: { caseload: Caseload }) {
  return (
    <tr>
      <th scope="row">{volunteer.name}</th>
      <td class="figure">{`${now} / ${volunteer.capacity}`}</td>
      <td class="figure">
        <strong>{`${then} / ${volunteer.capacity}`}</strong>
      </td>
    </tr>
  );
}

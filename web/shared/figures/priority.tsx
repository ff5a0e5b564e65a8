import { type Figures, shareOf } from "./indicators";
import { countText, shareText } from "./texts";
import { DataTable } from "./data_table";
import { say } from "./words";

const GROUPS = ["elderly-70", "ethnic-minority", "disability", "poor", "near-poor", "remote", "no-signal"] as const;
type Group = (typeof GROUPS)[number];

/** How far each priority group is reached, of the group's registered households. */
export function Priority({ figures }: { figures: Figures }) {
  const reach = (group: Group) => figures.priority[group];
  const shared = (group: Group, what: "visited" | "self_reliant") => {
    const { registered, [what]: part } = reach(group) ?? { registered: 0, visited: 0, self_reliant: 0 };
    return part == null ? say("small-number") : `${shareText(shareOf(part, registered))} · ${countText(part)}`;
  };
  return (
    <section class="stack">
      <h2>{say("priority")}</h2>
      <DataTable
        caption={say("priority")}
        file="priority"
        rows={GROUPS}
        keyOf={(group) => group}
        columns={[
          { title: say("priority"), cell: (group) => say(group) },
          { title: say("registered"), cell: (group) => reach(group)?.registered, text: (group) => countText(reach(group)?.registered), isNumber: true },
          { title: say("visited"), cell: (group) => reach(group)?.visited, text: (group) => shared(group, "visited"), isNumber: true },
          { title: say("self_reliant"), cell: (group) => reach(group)?.self_reliant, text: (group) => shared(group, "self_reliant"), isNumber: true },
        ]}
      />
    </section>
  );
}

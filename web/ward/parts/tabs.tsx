import { Link, route } from "@shared/parts/route";
import "./tabs.css";

interface TabsProps {
  readonly label: string;
  /** The query's name that the tabs choose; the first option is the one without it. */
  readonly name: string;
  readonly options: readonly (readonly [value: string, text: string])[];
}

/** Which of `options` the address names; the first where it names none. */
export function chosenTab<Value extends string>(name: string, values: readonly Value[]): Value {
  const asked = route.value.query.get(name);
  return values.find((one) => one === asked) ?? (values[0] as Value);
}

/** A choice between lists of one view, kept in the address. */
export function Tabs({ label, name, options }: TabsProps) {
  const { path, query } = route.value;
  const asked = query.get(name) ?? options[0]?.[0];
  return (
    <nav class="tabs no-print" aria-label={label}>
      {options.map(([value, text]) => (
        <Link key={value} to={path} query={{ [name]: value }} class={value === asked ? "tab chosen" : "tab"} isHere={value === asked}>
          {text}
        </Link>
      ))}
    </nav>
  );
}

import { useComputed, useSignal, type Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId, useMemo, useRef } from "preact/hooks";
import { type Language, LOCALES } from "@shared/i18n/catalogue";
import { language } from "@shared/i18n/language";
import { say } from "../words";
import { nextRow } from "./grid_keys";
import { isNarrow } from "./narrow";
import "./grid.css";

export interface GridColumn<Row> {
  readonly key: string;
  readonly title: string;
  /** A CSS grid track. */
  readonly width: string;
  readonly cell: (row: Row) => ComponentChildren;
  readonly sortBy: (row: Row) => string | number;
  readonly isNumber?: boolean;
  /** Left out on a narrow screen. */
  readonly isWide?: boolean;
}

export interface Sorting {
  readonly key: string;
  readonly isDown: boolean;
}

interface GridProps<Row> {
  readonly caption: string;
  /** The same array as long as its cells say the same. */
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly nameOf: (row: Row) => string;
  readonly sorting: Signal<Sorting>;
  /** Ids of the chosen rows; without it rows are only opened. */
  readonly chosen?: Signal<ReadonlySet<string>>;
  readonly onOpen: (row: Row) => void;
}

const ROW = 44;
/** Pixels of a table that has not been measured yet. */
const TALL = 900;
/** Rows kept on the page beyond each edge; the window moves by so many at once. */
const SPARE = 8;

/** A long table of which only the rows in sight are on the page. Arrows move, space chooses, Enter opens. */
export function Grid<Row>({ caption, columns: all, rows, keyOf, nameOf, sorting, chosen, onOpen }: GridProps<Row>) {
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const at = useSignal(0);
  const narrow = isNarrow.value;
  const columns = useMemo(() => all.filter((column) => !column.isWide || !narrow), [all, narrow]);
  const [order, spoken] = [sorting.value, language.value];
  const sorted = useMemo(() => sortedRows(rows, columns, order, spoken), [rows, columns, order, spoken]);
  const first = useComputed(() => Math.max(0, (Math.floor(top.value / ROW / SPARE) - 1) * SPARE)).value;
  const slots = Math.ceil((place.current?.clientHeight ?? TALL) / ROW) + 3 * SPARE;
  const visible = sorted.slice(first, first + slots);
  const current = Math.min(at.value, sorted.length - 1);

  const toggle = (row: Row) => {
    if (chosen === undefined) return;
    const next = new Set(chosen.value);
    if (!next.delete(keyOf(row))) next.add(keyOf(row));
    chosen.value = next;
  };
  const move = (to: number) => {
    at.value = to;
    const box = place.current;
    if (box === null) return;
    const [above, below] = [to * ROW, (to + 2) * ROW - box.clientHeight];
    if (box.scrollTop > above) box.scrollTop = above;
    else if (box.scrollTop < below) box.scrollTop = below;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = sorted[current];
    if (row === undefined || event.target !== event.currentTarget) return;
    const to = nextRow(event.key, current, sorted.length, Math.floor((place.current?.clientHeight ?? ROW) / ROW) - 1);
    const act = to !== undefined ? () => move(to) : { " ": () => toggle(row), Enter: () => onOpen(row) }[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
    const reached = to === undefined ? undefined : sorted[to];
    if (reached !== undefined && event.shiftKey && !chosen?.value.has(keyOf(reached))) toggle(reached);
  };

  return (
    <div
      class="grid"
      role="grid"
      ref={place}
      tabIndex={0}
      aria-label={caption}
      aria-rowcount={sorted.length + 1}
      aria-multiselectable={chosen ? true : undefined}
      aria-activedescendant={sorted.length ? `${id}-${current}` : undefined}
      style={{ "--tracks": [chosen && "2.75rem", ...columns.map(({ width }) => width)].filter(Boolean).join(" ") }}
      onScroll={(event) => (top.value = event.currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
    >
      <Head columns={columns} sorting={sorting} rows={sorted} keyOf={keyOf} chosen={chosen} />
      <div class="space" role="rowgroup" style={{ height: `${sorted.length * ROW}px` }}>
        <div class="window" role="presentation" style={{ transform: `translateY(${first * ROW}px)` }}>
          {visible.map((row, offset) => (
            <Line
              // By its place in the window: a row that comes into sight takes over the elements of one that left it.
              key={(first + offset) % slots}
              id={`${id}-${first + offset}`}
              index={first + offset}
              isAt={first + offset === current}
              row={row}
              name={nameOf(row)}
              columns={columns}
              isChosen={chosen?.value.has(keyOf(row))}
              onToggle={() => toggle(row)}
              onOpen={() => {
                at.value = first + offset;
                onOpen(row);
              }}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

interface LineProps<Row> {
  readonly id: string;
  readonly index: number;
  readonly isAt: boolean;
  readonly row: Row;
  readonly name: string;
  readonly columns: readonly GridColumn<Row>[];
  /** Undefined where rows cannot be chosen. */
  readonly isChosen: boolean | undefined;
  readonly onToggle: () => void;
  readonly onOpen: () => void;
}

/** Drawn again only when what it shows is another: most rows of a moving window stay. */
function Line<Row>({ id, index, isAt, row, name, columns, isChosen, onToggle, onOpen }: LineProps<Row>) {
  return useMemo(
    () => (
      <div id={id} class={isAt ? "line at" : "line"} role="row" aria-rowindex={index + 2} aria-selected={isChosen} onClick={onOpen}>
        {isChosen !== undefined && (
          <div class="cell tick" role="gridcell" onClick={(event) => event.stopPropagation()}>
            <label>
              <input type="checkbox" tabIndex={-1} checked={isChosen} aria-label={name} onChange={onToggle} />
            </label>
          </div>
        )}
        {columns.map((column) => (
          <div key={column.key} class={column.isNumber ? "cell number" : "cell"} role="gridcell">
            <span>{column.cell(row)}</span>
          </div>
        ))}
      </div>
    ),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what is done with a row depends on the row alone
    [id, index, isAt, row, columns, isChosen],
  );
}

interface HeadProps<Row> {
  readonly columns: readonly GridColumn<Row>[];
  readonly sorting: Signal<Sorting>;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly chosen: Signal<ReadonlySet<string>> | undefined;
}

function Head<Row>({ columns, sorting, rows, keyOf, chosen }: HeadProps<Row>) {
  const { key, isDown } = sorting.value;
  const areAll = chosen !== undefined && rows.length > 0 && rows.every((row) => chosen.value.has(keyOf(row)));
  const sort = (column: string) => (sorting.value = { key: column, isDown: column === key && !isDown });
  return (
    <div class="head-group" role="rowgroup">
      <div class="head" role="row" aria-rowindex={1}>
        {chosen && (
          <div class="cell tick" role="columnheader">
            <label>
              <input
                type="checkbox"
                checked={areAll}
                aria-label={say("choose-all")}
                onChange={() => (chosen.value = new Set(areAll ? [] : rows.map(keyOf)))}
              />
            </label>
          </div>
        )}
        {columns.map((column) => {
          const order = column.key !== key ? undefined : isDown ? "descending" : "ascending";
          return (
            <div key={column.key} class={column.isNumber ? "cell number" : "cell"} role="columnheader" aria-sort={order}>
              <button type="button" onClick={() => sort(column.key)}>
                <span>{column.title}</span>
                <span aria-hidden="true">{order === undefined ? "" : isDown ? "▼" : "▲"}</span>
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function sortedRows<Row>(rows: readonly Row[], columns: readonly GridColumn<Row>[], { key, isDown }: Sorting, spoken: Language): readonly Row[] {
  const by = columns.find((column) => column.key === key)?.sortBy;
  if (by === undefined) return rows;
  const collator = new Intl.Collator(LOCALES[spoken], { numeric: true });
  const keyed = rows.map((row) => ({ row, value: by(row) }));
  keyed.sort((a, b) => (typeof a.value === "number" && typeof b.value === "number" ? a.value - b.value : collator.compare(String(a.value), String(b.value))));
  return (isDown ? keyed.reverse() : keyed).map(({ row }) => row);
}

import type { ComponentChildren } from "preact";
import { csvOf, download, type Cell } from "./csv";
import { say } from "./words";
import "./data_table.css";

export interface Column<Row> {
  readonly title: string;
  /** What the file has; the page shows `text`, or this. */
  readonly cell: (row: Row) => Cell;
  readonly text?: (row: Row) => ComponentChildren;
  readonly isNumber?: boolean;
}

interface DataTableProps<Row> {
  readonly caption: string;
  /** Of the file that is downloaded. */
  readonly file: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}

/** What a picture shows, as a table that can be read out, copied and taken away as CSV. */
export function DataTable<Row>({ caption, file, columns, rows, keyOf }: DataTableProps<Row>) {
  const save = () => {
    const cells = rows.map((row) => columns.map((column) => column.cell(row)));
    download(`${file}.csv`, csvOf(columns.map((column) => column.title), cells));
  };
  return (
    <div class="data-table">
      <div class="scroll" role="region" aria-label={caption} tabIndex={0}>
        <table>
          <caption class="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.title} scope="col" class={column.isNumber ? "number" : ""}>
                  {column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={keyOf(row)}>
                {columns.map((column, at) => {
                  const content = column.text ? column.text(row) : column.cell(row);
                  const kind = column.isNumber ? "number figure" : "";
                  return at === 0 ? (
                    <th key={column.title} scope="row" class={kind}>
                      {content}
                    </th>
                  ) : (
                    <td key={column.title} class={kind}>
                      {content}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="no-print">
        <button type="button" class="plain" onClick={save}>
          {say("csv")}
        </button>
      </p>
    </div>
  );
}

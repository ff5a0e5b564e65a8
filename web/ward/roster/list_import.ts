/** A list sent to be compared with the roster, or taken. */

import { dataOf, type Services } from "@shared/api/client";
import type { components } from "@shared/api/generated/assignment";
import type { ListKind } from "./list_columns";

export type Imported = components["schemas"]["ImportAnswer"];
export type ImportedRow = Imported["items"][number];

export interface Wish {
  readonly kind: ListKind;
  readonly content: ArrayBuffer;
  readonly takesAlike: boolean;
  /** Of the import: parts that were taken under it are not taken again. */
  readonly key: string;
}

export function sendList({ assignment }: Services, ward: string, wish: Wish, dry_run: boolean): Promise<Imported> {
  const query = { kind: wish.kind, dry_run, alike: wish.takesAlike };
  return dataOf(
    assignment.POST("/api/assignment/v1/wards/{ward}/imports", {
      params: { path: { ward }, query, header: { "Idempotency-Key": wish.key } },
      headers: { "Content-Type": "application/octet-stream" },
      // The description calls a file's bytes a string.
      body: wish.content as unknown as string,
      bodySerializer: (content) => content as unknown as ArrayBuffer,
    }),
  );
}

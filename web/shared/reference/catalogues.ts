/** The units and procedures that the services know, from their own files: names are the same on every page. */

import { language } from "../i18n/language";
import procedureFile from "../../../shared/reference/procedures.json";
import unitFile from "../../../shared/reference/wards.json";

export interface Procedure {
  readonly id: string;
  readonly vi: string;
  readonly en: string;
  readonly class: string;
  readonly retired: boolean;
}

/** All procedures in the catalogue's order, retired ones too. */
export const PROCEDURES: readonly Procedure[] = procedureFile.procedures;

const PROCEDURE_OF = new Map(PROCEDURES.map((one) => [one.id, one]));
const UNIT_NAMES = new Map(unitFile.units.map((unit) => [unit.code, unit.name]));

/** A procedure's name in the language of the page; its id where the page is older than the catalogue. */
export function procedureName(id: string): string {
  return PROCEDURE_OF.get(id)?.[language.value] ?? id;
}

export function unitName(code: string): string {
  return UNIT_NAMES.get(code) ?? code;
}

import { catalogue } from "@shared/i18n/catalogue";
import { speaker } from "@shared/i18n/language";
import { data } from "./words/data";
import { desk } from "./words/desk";
import { household } from "./words/household";
import { imports } from "./words/imports";
import { roster } from "./words/roster";
import { today } from "./words/today";
import { work } from "./words/work";

/** What the ward's page says. */
export const say = speaker(catalogue({ ...desk, ...today, ...roster, ...household, ...work, ...data, ...imports }));

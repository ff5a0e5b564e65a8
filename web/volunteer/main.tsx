import { render } from "preact";
import "@shared/design/tokens.css";
import "@shared/design/elements.css";
import { followLanguage } from "@shared/i18n/language";
import { followRoute } from "@shared/parts/route";
import { Session } from "@shared/session/session";
import { App } from "./app";
import { followIdle } from "./work/idle";
import { followVersions } from "./work/update";
import { Work } from "./work/work";

const work = new Work(new Session());
followLanguage();
followRoute();
followIdle(work);

const place = document.getElementById("page");
if (place) render(<App work={work} />, place);

void work.begin();
void followVersions();

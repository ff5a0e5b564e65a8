import { render } from "preact";
import "@shared/design/tokens.css";
import "@shared/design/elements.css";
import { followLanguage } from "@shared/i18n/language";
import { Session } from "@shared/session/session";
import { App } from "./app";

followLanguage();

const place = document.getElementById("page");
if (place) render(<App session={new Session()} path={location.pathname} />, place);

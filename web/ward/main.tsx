import { render } from "preact";
import "@shared/design/tokens.css";
import "@shared/design/elements.css";
import { followLanguage } from "@shared/i18n/language";
import { followRoute } from "@shared/parts/route";
import { Gate } from "@shared/session/gate";
import { Session } from "@shared/session/session";
import { App } from "./app";

const session = new Session();
followLanguage();
followRoute();

const place = document.getElementById("page");
if (place) {
  render(
    <Gate session={session} kind="office" roles={["coordinator"]}>
      <App session={session} />
    </Gate>,
    place,
  );
}

import { useSignalEffect } from "@preact/signals";
import { LanguageChoice } from "@shared/parts/language_choice";
import type { Session } from "@shared/session/session";
import { Accessibility } from "./accessibility";
import { Invitation } from "./invitation";
import { say } from "./words";
import "./app.css";

/** The first page: where to go, where an invitation is used, and what the pages promise to everyone. */
export function App({ session, path }: { session: Session; path: string }) {
  useSignalEffect(() => {
    document.title = say("title");
  });
  return (
    <main class="start stack">
      <p class="mark" aria-hidden="true">
        {"1 + 20"}
      </p>
      {path === "/start" ? <Invitation session={session} /> : path === "/accessibility" ? <Accessibility /> : <Doors />}
      <footer class="row small">
        <LanguageChoice />
        {path === "/accessibility" ? <a href="/">{say("home")}</a> : <a href="/accessibility">{say("accessibility")}</a>}
      </footer>
    </main>
  );
}

const DOORS = ["volunteer", "ward", "province"] as const;

function Doors() {
  return (
    <>
      <h1>{say("title")}</h1>
      <p class="soft">{say("what")}</p>
      <nav aria-label={say("pages")}>
        <ul class="doors">
          {DOORS.map((door) => (
            <li key={door}>
              <a href={`/${door}/`} class="sheet door">
                <strong>{say(door)}</strong>
                <span class="soft">{say(`${door}-what`)}</span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </>
  );
}

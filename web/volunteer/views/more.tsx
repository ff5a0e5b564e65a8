import { LanguageChoice } from "@shared/parts/language_choice";
import { Notice } from "@shared/parts/notices";
import { Link } from "@shared/parts/route";
import { say as sayShared } from "@shared/parts/words";
import { SignIn } from "@shared/session/sign_in";
import { say as sayVisit } from "../visit/words";
import { say } from "../words";
import type { Work } from "../work/work";
import { SignOut } from "./sign_out";

/** What is seldom needed: incidents, the language, the lock, signing in again, signing out. */
export function MoreView({ work }: { work: Work }) {
  const needsSignIn = work.round.value === "ended" || work.round.value === "signed-out";
  return (
    <>
      <h1 tabIndex={-1}>{say("more")}</h1>
      {needsSignIn && (
        <section class="sheet stack" aria-labelledby="again">
          <h2 id="again">{say("sign-in-again")}</h2>
          <p class="soft">{say("sign-in-how")}</p>
          <SignIn session={work.session} kind="phone" />
        </section>
      )}
      <section class="stack-tight">
        <Link to="incident" class="button wide">
          {say("incident-report")}
        </Link>
        <p class="soft small">{say("incident-what")}</p>
      </section>
      <Notice tone="due">{sayVisit("never-asks")}</Notice>
      <section class="sheet stack" aria-labelledby="settings">
        <h2 id="settings">{say("settings")}</h2>
        <LanguageChoice />
        <button type="button" onClick={() => work.lock()}>
          {say("lock")}
        </button>
        <p class="soft small">
          {`${say("phone-id")}: `}
          <span class="figure">{work.phone.id}</span>
        </p>
        <p>
          <a href="/accessibility">{sayShared("accessibility")}</a>
        </p>
      </section>
      <section class="sheet stack" aria-labelledby="leave">
        <h2 id="leave">{sayShared("sign-out")}</h2>
        <SignOut work={work} />
      </section>
    </>
  );
}

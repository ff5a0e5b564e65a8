import { useSignal } from "@preact/signals";
import { LanguageChoice } from "@shared/parts/language_choice";
import { Failure, Notice } from "@shared/parts/notices";
import { Skeleton } from "@shared/parts/skeleton";
import { say as sayShared } from "@shared/parts/words";
import { ServerAway } from "@shared/api/problems";
import { SignIn } from "@shared/session/sign_in";
import { say } from "../words";
import type { Work } from "../work/work";
import { ChoosePin, Unlock } from "./pin";
import { SignOut } from "./sign_out";

/** What stands before the work: signing in, choosing a PIN, unlocking, or why none of it is possible. */
export function Entrance({ work }: { work: Work }) {
  return (
    <main class="entrance stack">
      <p class="mark" aria-hidden="true">
        {"1 + 20"}
      </p>
      <Step work={work} />
      <LanguageChoice />
    </main>
  );
}

function Step({ work }: { work: Work }) {
  switch (work.stage.value) {
    case "locked":
      return <Unlock work={work} />;
    case "choose-pin":
      return <ChoosePin work={work} />;
    case "stranger":
      return <Stranger work={work} />;
    case "not-volunteer":
      return (
        <>
          <h1>{say("title")}</h1>
          <Notice tone="due">{say("not-volunteer")}</Notice>
          <button type="button" onClick={() => void work.session.signOut().then(() => location.reload())}>
            {sayShared("sign-out")}
          </button>
        </>
      );
    case "unusable":
      return <Told title={say("unusable")} text={say("unusable-remedy")} />;
    case "outdated":
      return <Told title={say("outdated")} />;
    default:
      return <SignInStep work={work} />;
  }
}

function Told({ title, text }: { title: string; text?: string }) {
  return (
    <>
      <h1>{say("title")}</h1>
      <Notice tone="due">
        <p>{title}</p>
        {text && <p>{text}</p>}
      </Notice>
      <button type="button" class="primary" onClick={() => location.reload()}>
        {say("reload")}
      </button>
    </>
  );
}

function SignInStep({ work }: { work: Work }) {
  const why = work.emptied.value;
  const standing = work.session.standing.value;
  // A session that was there before does not bring back what was deleted: somebody has to sign in.
  const asks = standing === "out" || why !== undefined || (standing === "in" && work.owner !== undefined);
  return (
    <>
      <h1>{say("sign-in")}</h1>
      {why && (
        <Notice tone="due">
          <p>
            <strong>{say(`emptied-${why}`)}</strong>
          </p>
          <p>{say("emptied-remedy")}</p>
        </Notice>
      )}
      {asks ? (
        <>
          <p class="soft">{say("sign-in-how")}</p>
          <SignIn session={work.session} kind="phone" />
        </>
      ) : standing === "away" ? (
        <Failure failure={new ServerAway()} onRetry={() => void work.session.resume()} />
      ) : (
        <Skeleton lines={4} />
      )}
    </>
  );
}

function Stranger({ work }: { work: Work }) {
  const isDeleting = useSignal(false);
  return (
    <>
      <h1>{say("title")}</h1>
      <Notice tone="due">
        <p>
          <strong>{say("stranger")}</strong>
        </p>
        <p>{say("stranger-remedy")}</p>
      </Notice>
      {isDeleting.value ? (
        <SignOut work={work} label={say("delete-all")} />
      ) : (
        <p class="row">
          <button type="button" class="primary" onClick={() => void work.session.signOut().then(() => location.reload())}>
            {sayShared("sign-out")}
          </button>
          <button type="button" class="danger" onClick={() => (isDeleting.value = true)}>
            {say("delete-all")}
          </button>
        </p>
      )}
    </>
  );
}

import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { LanguageChoice } from "../parts/language_choice";
import { Failure, Notice } from "../parts/notices";
import { Skeleton } from "../parts/skeleton";
import { ServerAway } from "../api/problems";
import { say as sayShared } from "../parts/words";
import type { Session, SignedIn, SignInBody } from "./session";
import { SignIn } from "./sign_in";
import { say } from "./words";
import "./gate.css";

interface GateProps {
  readonly session: Session;
  readonly kind: SignInBody["kind"];
  readonly roles: readonly SignedIn["role"][];
  readonly children: ComponentChildren;
}

/** Lets in who is signed in with one of the roles; others are asked to sign in, or told that this is not theirs. */
export function Gate({ session, kind, roles, children }: GateProps) {
  useEffect(() => void session.resume(), [session]);
  const person = session.person.value;
  if (session.standing.value === "in" && person) {
    return roles.includes(person.role) ? children : <WrongRole session={session} />;
  }
  return (
    <main class="gate stack">
      <h1>{say("sign-in")}</h1>
      {session.standing.value === "asking" && <Skeleton lines={4} />}
      {session.standing.value === "away" && <Failure failure={new ServerAway()} onRetry={() => void session.resume()} />}
      {session.standing.value === "out" && <SignIn session={session} kind={kind} />}
      <LanguageChoice />
    </main>
  );
}

function WrongRole({ session }: { session: Session }) {
  return (
    <main class="gate stack">
      <Notice tone="due">{say("not-for-role")}</Notice>
      <p class="row">
        <a class="button" href="/">
          {say("to-start")}
        </a>
        <button type="button" class="plain" onClick={() => void session.signOut()}>
          {sayShared("sign-out")}
        </button>
      </p>
    </main>
  );
}

import { useSignal } from "@preact/signals";
import { Field } from "../parts/field";
import { Failure } from "../parts/notices";
import { ProblemAnswer } from "../api/problems";
import type { Session, SignInBody } from "./session";
import { passkeysWork, showPasskey } from "./passkeys";
import { say } from "./words";
import "./sign_in.css";

/** The server's word for a password that only serves to set one's own. */
const ONE_TIME = "password-is-one-time";

/** The form to sign in with: name and password, or a passkey where the browser has one. */
export function SignIn({ session, kind }: { session: Session; kind: SignInBody["kind"] }) {
  const failure = useSignal<unknown>(undefined);
  const isBusy = useSignal(false);
  const asksForNew = useSignal(false);

  const attempt = async (go: () => Promise<void>) => {
    isBusy.value = true;
    failure.value = undefined;
    try {
      await go();
    } catch (reason) {
      failure.value = reason;
      asksForNew.value ||= reason instanceof ProblemAnswer && reason.slug === ONE_TIME;
    }
    isBusy.value = false;
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => (typed.get(name) as string | null) ?? "";
    const fresh = text("new_password");
    const body = { name: text("name"), password: text("password"), kind, device: deviceName(), ...(fresh && { new_password: fresh }) };
    void attempt(() => session.signIn(body));
  };

  return (
    <form class="sign-in stack" onSubmit={submit}>
      <Field label={say("name")}>
        <input name="name" autocomplete="username" required maxLength={200} />
      </Field>
      <Field label={say("password")}>
        <input name="password" type="password" autocomplete="current-password" required maxLength={200} />
      </Field>
      {asksForNew.value && (
        <Field label={say("new-password")} hint={say("new-password-hint")} problem={fieldProblem(failure.value)}>
          <input name="new_password" type="password" autocomplete="new-password" required maxLength={200} />
        </Field>
      )}
      {failure.value !== undefined && <Failure failure={failure.value} />}
      <button type="submit" class="primary" disabled={isBusy.value}>
        {isBusy.value ? say("signing-in") : say("sign-in")}
      </button>
      {kind === "office" && passkeysWork() && (
        <button type="button" disabled={isBusy.value} onClick={() => void attempt(() => showPasskey(session))}>
          {say("passkey")}
        </button>
      )}
    </form>
  );
}

function fieldProblem(failure: unknown): string | undefined {
  return failure instanceof ProblemAnswer ? failure.field("/new_password") : undefined;
}

/** What the list of devices calls this one; no more than kind and system. */
export function deviceName(): string {
  const system = /Android|iPhone|iPad|Windows|Mac OS|Linux|CrOS/.exec(navigator.userAgent)?.[0] ?? "";
  const browser = /Edg|OPR|Firefox|Chrome|Safari/.exec(navigator.userAgent)?.[0] ?? "";
  return [browser, system].filter(Boolean).join(" · ").slice(0, 60);
}

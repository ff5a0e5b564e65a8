import { useSignal } from "@preact/signals";
import { ProblemAnswer } from "@shared/api/problems";
import { Field } from "@shared/parts/field";
import { Failure, Notice } from "@shared/parts/notices";
import type { Session } from "@shared/session/session";
import { deviceName } from "@shared/session/sign_in";
import { say } from "./words";

/** The server's word for a printed invitation whose six digits are missing or wrong. */
const CODE_WRONG = "invitation-code-wrong";

/** Uses an invitation when its button is pressed, and not before. The secret never leaves the fragment unpressed. */
export function Invitation({ session }: { session: Session }) {
  const failure = useSignal<unknown>(undefined);
  const isBusy = useSignal(false);
  const secret = location.hash.slice(1);
  if (!secret) return <Notice tone="bad">{say("no-secret")}</Notice>;

  const use = async (event: SubmitEvent) => {
    event.preventDefault();
    const code = (new FormData(event.currentTarget as HTMLFormElement).get("code") as string | null) ?? "";
    isBusy.value = true;
    failure.value = undefined;
    try {
      await session.useInvitation(secret, deviceName(), code.trim());
      // Without the secret in the history: going back leads nowhere.
      location.replace("/volunteer/");
    } catch (reason) {
      failure.value = reason;
      isBusy.value = false;
    }
  };
  const isCodeWrong = failure.value instanceof ProblemAnswer && failure.value.slug === CODE_WRONG;
  return (
    <form class="stack" onSubmit={(event) => void use(event)}>
      <h1>{say("start")}</h1>
      <p>{say("start-what")}</p>
      <Field label={say("code")} hint={say("code-hint")} problem={isCodeWrong ? (failure.value as ProblemAnswer).detail : undefined}>
        <input name="code" inputMode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxLength={6} />
      </Field>
      {failure.value !== undefined && <Failure failure={failure.value} />}
      <button type="submit" class="primary" disabled={isBusy.value}>
        {say(isBusy.value ? "starting" : "start")}
      </button>
    </form>
  );
}

import { say } from "./words";

/** What the pages promise to people with disabilities, how it is checked, and what is missing. */
export function Accessibility() {
  return (
    <>
      <h1>{say("accessibility")}</h1>
      <p>{say("accessibility-goal")}</p>
      <p>{say("accessibility-tested")}</p>
      <p>{say("accessibility-limits")}</p>
      <p>{say("accessibility-tell")}</p>
    </>
  );
}

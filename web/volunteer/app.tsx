import { useSignalEffect } from "@preact/signals";
import { Skeleton } from "@shared/parts/skeleton";
import { Entrance } from "./views/entrance";
import { Shell } from "./views/shell";
import { say } from "./words";
import type { Work } from "./work/work";
import "./app.css";

/** The volunteer's page: an entrance until the phone is open, then the work. */
export function App({ work }: { work: Work }) {
  useSignalEffect(() => {
    document.title = say("title");
  });
  switch (work.stage.value) {
    case "starting":
      return (
        <main class="entrance">
          <Skeleton lines={5} />
        </main>
      );
    case "open":
      return <Shell work={work} />;
    default:
      return <Entrance work={work} />;
  }
}

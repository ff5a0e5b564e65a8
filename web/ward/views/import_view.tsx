import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { csvOf, download } from "@shared/figures/csv";
import { Field } from "@shared/parts/field";
import { Failure, Notice } from "@shared/parts/notices";
import type { Desk } from "../desk";
import { useSending } from "../parts/command";
import { CommandForm, Options, type Typed } from "../parts/command_form";
import { COLUMNS, type ListKind } from "../roster/list_columns";
import { type Imported, sendList, type Wish } from "../roster/list_import";
import { say } from "../words";
import { ImportPreview } from "./import_preview";

const KINDS = ["households", "volunteers"] as const;

/** A list brought along: shown against the roster first, taken when the coordinator says so. */
export function ImportView({ desk }: { desk: Desk }) {
  const kind = useSignal<ListKind>("households");
  const wish = useRef<Wish | undefined>(undefined);
  const preview = useSignal<Imported | undefined>(undefined);
  const comparing = useSending();
  const show = (typed: Typed) =>
    comparing.send(async (header) => {
      const file = typed.file("file");
      if (file === undefined) return;
      wish.current = { kind: kind.value, content: await file.arrayBuffer(), takesAlike: typed.ticks("alike").length > 0, key: header["Idempotency-Key"] };
      preview.value = await sendList(desk.services, desk.ward, wish.current, true);
    });
  const template = () => download(`${kind.value}.csv`, csvOf(Object.values(COLUMNS[kind.value]), []));
  return (
    <>
      <h1 tabIndex={-1}>{say("import-title")}</h1>
      <p class="soft">{say("import-what")}</p>
      <CommandForm sending={comparing} act={say("show-preview")} onSubmit={(typed) => void show(typed)}>
        <Field label={say("import-kind")}>
          <select
            onChange={(event) => {
              kind.value = event.currentTarget.value as ListKind;
              preview.value = undefined;
            }}
          >
            <Options options={KINDS.map((one) => [one, say(one)])} chosen={kind.value} />
          </select>
        </Field>
        <Field label={say("file")}>
          <input type="file" name="file" required accept=".xlsx,.csv,text/csv" onChange={() => (preview.value = undefined)} />
        </Field>
        <p class="whole">
          <button type="button" class="plain" onClick={template}>
            {say("template")}
          </button>
        </p>
        {kind.value === "households" && (
          <label class="tick-label whole">
            <input type="checkbox" name="alike" value="yes" /> {say("import-alike")}
          </label>
        )}
      </CommandForm>
      {preview.value && wish.current && <Taking key={wish.current.key} desk={desk} wish={wish.current} preview={preview.value} onTaken={(answer) => (preview.value = answer)} />}
    </>
  );
}

interface TakingProps {
  readonly desk: Desk;
  readonly wish: Wish;
  readonly preview: Imported;
  readonly onTaken: (answer: Imported) => void;
}

function Taking({ desk, wish, preview, onTaken }: TakingProps) {
  const { isBusy, failure, send } = useSending();
  const taken = useSignal(0);
  const wanted = preview.dry_run ? preview.remaining : 0;
  const take = () =>
    send(async () => {
      let answer: Imported;
      do {
        answer = await sendList(desk.services, desk.ward, wish, false);
        taken.value += answer.taken;
      } while (answer.remaining > 0 && answer.taken > 0);
      onTaken(answer);
      desk.said.value = { text: say("taken-n", { n: taken.value }) };
      await desk.roster.load({ stream: answer.stream, version: answer.version });
    });
  return (
    <section class="stack">
      {!preview.dry_run && (
        <Notice tone="good" live>
          {say("taken-n", { n: taken.value })}
        </Notice>
      )}
      <ImportPreview imported={preview} />
      {preview.dry_run && preview.doubtful > 0 && wanted > 0 && <p>{say("doubtful-left", { n: preview.doubtful })}</p>}
      {preview.dry_run && wanted === 0 && <Notice>{say("nothing-to-take")}</Notice>}
      {failure.value !== undefined && <Failure failure={failure.value} onRetry={() => void take()} />}
      {wanted > 0 && (
        <p class="row">
          <button type="button" class="primary" disabled={isBusy.value} onClick={() => void take()}>
            {say("take-n", { n: wanted })}
          </button>
          <span role="status">{isBusy.value && say("taking-n", { n: taken.value })}</span>
        </p>
      )}
    </section>
  );
}

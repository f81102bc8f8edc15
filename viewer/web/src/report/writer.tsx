import { Alert, Button, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconBold, IconList, IconListNumbers } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useRef, useState } from "react";
import { get, post } from "../desk/api.ts";
import { moment } from "../desk/formats.ts";
import { Ask } from "../desk/parts/dialog.tsx";
import { sentence } from "../desk/parts/states.tsx";
import { useSession } from "../desk/session.tsx";
import { useSpoken } from "../desk/words/language.ts";
import { useAutosave } from "./autosave.ts";
import { MarkCritical } from "./critical.tsx";
import { NoteDialog, ProofDialog } from "./dialogs.tsx";
import { nextField } from "./fields.ts";
import { Insert } from "./insert.tsx";
import type { SaveState } from "./saver.ts";
import { type EditorHandle, SectionEditor } from "./section-editor.tsx";
import {
  SECTIONS,
  type ReportLanguage,
  type SectionKey,
  type TemplateInfo,
  type WholeReport,
  type Work,
} from "./types.ts";

interface Props {
  whole: WholeReport;
  work: Work;
  take: (whole: WholeReport) => void;
  /** Shows what the server holds now in place of what stands here. */
  reload: () => void;
}

type Asking = "sign" | "submit" | "send-back" | "discard" | "critical" | null;

/** The report in the hands of whoever writes it. */
export function Writer({ whole, work, take, reload }: Props) {
  const { words } = useSpoken();
  const { may } = useSession();
  const own = words.reporting;
  const editors = useRef(new Map<SectionKey, EditorHandle>());
  const current = useRef<SectionKey>("findings");
  const [language, setLanguage] = useState<ReportLanguage>(work.language);
  const [asking, setAsking] = useState<Asking>(null);
  const [isUnfilled, setUnfilled] = useState(false);
  const shown = work.kind === "addendum" ? (["addendum"] as const) : SECTIONS.filter((key) => isShown(key, work));
  const saving = useAutosave(work, () => ({
    language,
    sections: Object.fromEntries(shown.map((key) => [key, editors.current.get(key)?.html() ?? ""])),
  }));
  const path = `/reporting/works/${work.id}`;
  const canSign = may("sign-reports") && whole.is_licensed;
  const isReview = work.stage === "review" && !work.is_author;

  const leave = (from: SectionKey, isBackwards: boolean) => {
    const order = isBackwards ? [...shown].reverse() : [...shown];
    const after = order.slice(order.indexOf(from as never) + 1);
    return after.some((key) => editors.current.get(key)?.enterField(isBackwards) === true);
  };
  const ask = async (what: Asking) => {
    setUnfilled(shown.some((key) => nextField(editors.current.get(key)?.html() ?? "", 0) !== null));
    if (await saving.flush()) setAsking(what);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.ctrlKey && !event.metaKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      void ask(canSign ? "sign" : "submit");
    } else if (event.key === "s") {
      event.preventDefault();
      void saving.flush();
    }
  };
  const use = (template: TemplateInfo) => {
    setLanguage(template.language);
    for (const key of shown) {
      const html = template.sections[key];
      if (html !== undefined) editors.current.get(key)?.replace(html);
    }
    saving.touch();
    for (const key of shown) if (editors.current.get(key)?.enterField(false) === true) return;
  };
  const format = (command: string) => {
    document.execCommand("styleWithCSS", false, "false");
    document.execCommand(command);
    saving.touch();
  };
  return (
    <section className="surface" aria-label={own.write} onKeyDown={onKeyDown}>
      <div className="report-sheet">
        <Notes work={work} />
        {work.reason !== "" && <Text>{`${own.kinds[work.kind]}. ${own.because(work.reason)}`}</Text>}
        <Group gap="sm" align="end">
          {work.kind === "report" && <Templates orderId={whole.order.id} language={language} use={use} />}
          <NativeSelect
            label={own.language}
            value={language}
            onChange={(event) => {
              setLanguage(event.currentTarget.value as ReportLanguage);
              window.setTimeout(saving.touch);
            }}
            data={(["zh", "en"] as const).map((value) => ({ value, label: own.languages[value] }))}
          />
        </Group>
        <Group gap="xs" role="toolbar" aria-label={own.insert}>
          {(
            [
              ["bold", own.bold, IconBold],
              ["insertUnorderedList", own.bulletList, IconList],
              ["insertOrderedList", own.numberList, IconListNumbers],
            ] as const
          ).map(([command, label, Icon]) => (
            <Button
              key={command}
              variant="default"
              px="sm"
              title={label}
              aria-label={label}
              // The selection in the text stays where it is.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => format(command)}
            >
              <Icon size={18} aria-hidden />
            </Button>
          ))}
          <Insert
            orderId={whole.order.id}
            language={language}
            insert={(item) => editors.current.get(current.current)?.insert(item.kind, item.reference, item.text)}
          />
          <Button
            variant="default"
            leftSection={<IconAlertTriangle size={18} aria-hidden />}
            onClick={() => setAsking("critical")}
          >
            {own.markCritical}
          </Button>
        </Group>
        {shown.map((key) => (
          <div key={key} data-section={key}>
            <SectionEditor
              ref={(handle) => {
                if (handle !== null) editors.current.set(key, handle);
              }}
              section={key}
              label={own.sections[key]}
              start={work.sections[key] ?? ""}
              changed={saving.touch}
              leave={leave}
              focused={(section) => {
                current.current = section;
              }}
            />
          </div>
        ))}
        <Text c="dimmed" size="sm">
          {`${own.nextField} ${own.keys}`}
        </Text>
        {work.arrived !== null && (
          <Alert color="yellow" role="alert" variant="outline">
            <Stack gap="sm" align="start">
              <Text>{words.problem["report-arrived"]({ version: String(work.arrived) })}</Text>
              <Button variant="default" onClick={() => void post<WholeReport>(`${path}/note-arrival`).then(take)}>
                {own.arrived}
              </Button>
            </Stack>
          </Alert>
        )}
        {saving.state.kind === "refused" && (
          <Refused state={saving.state} reload={reload} force={() => void saving.force()} />
        )}
        {saving.state.kind === "signed-out" && (
          <Alert color="yellow" role="alert" variant="outline">
            <Stack gap="sm" align="start">
              <Text>{own.signedOut}</Text>
              <Button variant="default" component="a" href="/" target="_blank" rel="noopener">
                {own.signInBeside}
              </Button>
            </Stack>
          </Alert>
        )}
      </div>
      <div className="report-foot">
        <Saved state={saving.state} />
        <Group gap="xs">
          <Button variant="default" onClick={() => setAsking("discard")}>
            {own.discard}
          </Button>
          {isReview ? (
            <Button variant="default" onClick={() => void ask("send-back")}>
              {own.sendBack}
            </Button>
          ) : (
            <Button {...(canSign ? { variant: "default" } : {})} onClick={() => void ask("submit")}>
              {own.submit}
            </Button>
          )}
          {canSign && <Button onClick={() => void ask("sign")}>{own.sign}</Button>}
        </Group>
      </div>
      {asking === "sign" && (
        <ProofDialog
          title={own.signTitle}
          lead={own.signLead}
          yes={own.sign}
          {...(isUnfilled ? { warning: own.unfilled } : {})}
          close={() => setAsking(null)}
          reload={reload}
          act={async ({ password }) => {
            take(await post<WholeReport>(`${path}/sign`, { password, revision: saving.revision() }));
          }}
        />
      )}
      {asking === "submit" && (
        <ProofDialog
          title={own.submit}
          lead={own.submitLead}
          yes={own.submit}
          noteLabel={own.noteForReviewer}
          {...(isUnfilled ? { warning: own.unfilled } : {})}
          close={() => setAsking(null)}
          reload={reload}
          act={async (proof) => {
            take(await post<WholeReport>(`${path}/submit`, { ...proof, revision: saving.revision() }));
          }}
        />
      )}
      {asking === "send-back" && (
        <NoteDialog
          title={own.sendBackTitle}
          lead={own.reviewLead(work.author)}
          label={own.comment}
          yes={own.sendBack}
          close={() => setAsking(null)}
          act={async (note) => take(await post<WholeReport>(`${path}/send-back`, { note }))}
        />
      )}
      {asking === "critical" && <MarkCritical orderId={whole.order.id} close={() => setAsking(null)} take={take} />}
      <Ask
        isOpen={asking === "discard"}
        close={() => setAsking(null)}
        title={own.discardTitle}
        lead={own.discardLead}
        yes={own.discard}
        act={async () => take(await post<WholeReport>(`${path}/discard`))}
      />
    </section>
  );
}

/** An addendum is a report of its own; its section stands in a report only where one is. */
function isShown(key: SectionKey, work: Work): boolean {
  return key !== "addendum" || work.sections.addendum !== undefined;
}

/** What somebody wrote beside it last: a reviewer's comment, a note of who took it over. */
function Notes({ work }: { work: Work }) {
  const own = useSpoken().words.reporting;
  const last = [...work.steps].reverse().find((step) => step.note !== "");
  if (last === undefined) return null;
  const isReturned = last.kind === "returned";
  return (
    <Alert color={isReturned ? "yellow" : "gray"} variant="outline" role="note">
      <Text fw={600}>{isReturned ? own.returned(last.name) : `${last.name}: ${own.steps[last.kind]}`}</Text>
      <Text className="pre">{last.note}</Text>
    </Alert>
  );
}

function Saved({ state }: { state: SaveState }) {
  const { words, language } = useSpoken();
  const own = words.reporting;
  const text = {
    saved: state.kind === "saved" ? own.saved(moment(state.at, language)) : "",
    saving: own.saving,
    unsaved: own.unsaved,
    failed: own.notSaved,
    refused: own.unsaved,
    "signed-out": own.unsaved,
  }[state.kind];
  return (
    <Text role="status" {...(state.kind === "failed" ? { c: "var(--mantine-color-error)" } : { c: "dimmed" })}>
      {text}
    </Text>
  );
}

function Refused(props: { state: SaveState & { kind: "refused" }; reload: () => void; force: () => void }) {
  const { words } = useSpoken();
  const own = words.reporting;
  const { error } = props.state;
  return (
    <Alert color="yellow" role="alert" variant="outline">
      <Stack gap="sm" align="start">
        <Text fw={600}>{sentence(error, words)}</Text>
        <Text>{own.conflictLead}</Text>
        <Group gap="xs">
          <Button variant="default" onClick={props.reload}>
            {own.takeTheirs}
          </Button>
          {error.problem === "report-edited" && (
            <Button variant="default" onClick={props.force}>
              {own.keepMine}
            </Button>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}

interface TemplatesProps {
  orderId: number;
  language: ReportLanguage;
  use: (template: TemplateInfo) => void;
}

function Templates({ orderId, language, use }: TemplatesProps) {
  const { words } = useSpoken();
  const own = words.reporting;
  const [key, setKey] = useState("");
  const [isAsking, setAsking] = useState(false);
  const query = useQuery({
    queryKey: ["fitting-templates", orderId],
    queryFn: () => get<{ templates: TemplateInfo[] }>(`/reporting/orders/${orderId}/templates`),
  });
  const templates = query.data?.templates ?? [];
  const mine = templates.filter((each) => each.language === language);
  const others = templates.filter((each) => each.language !== language);
  const chosen = templates.find((each) => each.key === key);
  return (
    <Group gap="xs" align="end">
      <NativeSelect
        label={own.template}
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
        data={[
          { value: "", label: own.noTemplate },
          ...[...mine, ...others].map((each) => ({ value: each.key, label: each.title })),
        ]}
      />
      <Button variant="default" disabled={chosen === undefined} onClick={() => setAsking(true)}>
        {own.useTemplate}
      </Button>
      <Ask
        isOpen={isAsking}
        close={() => setAsking(false)}
        title={own.replaceTitle}
        lead={own.replaceLead}
        yes={own.replaceYes}
        act={async () => {
          if (chosen !== undefined) window.setTimeout(() => use(chosen), 50);
        }}
      />
    </Group>
  );
}

export function useBegin(orderId: number, take: (whole: WholeReport) => void) {
  return useMutation({
    mutationFn: (body: { kind?: string; reason?: string; language: string; template?: string }) =>
      post<WholeReport>(`/reporting/orders/${orderId}/begin`, body),
    onSuccess: take,
  });
}

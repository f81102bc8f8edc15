import { Button, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useRef, useState } from "react";
import { post } from "../api.ts";
import { moment } from "../formats.ts";
import { keptPaper } from "../paper.ts";
import { useSession } from "../session.tsx";
import type { LinkInfo, Slip, WholeOrder } from "../told/orders.ts";
import { useSpoken } from "../words/language.ts";
import { Ask } from "./dialog.tsx";
import { text } from "./entry-form.tsx";
import { Knowledge } from "./order-fields.tsx";
import { Section } from "./page.tsx";
import { PaperChoice } from "./paper-choice.tsx";
import { Rows } from "./rows.tsx";
import { SlipDialog } from "./slip-view.tsx";

interface Reprinted {
  slip: Slip;
  order: WholeOrder;
}

/** The order's slips, newest first: what each opens, and the two things that can be done about it. */
export function LinkSection({ order, take }: { order: WholeOrder; take: (order: WholeOrder) => void }) {
  const { words } = useSpoken();
  const { may } = useSession();
  const [paper, setPaper] = useState(keptPaper);
  const known = useRef<HTMLFormElement>(null);
  const [slip, setSlip] = useState<Slip | null>(null);
  const [isReprinting, reprinting] = useDisclosure();
  const [isSwitching, switching] = useDisclosure();
  const opens = order.links.some((link) => link.state === "opens" || link.state === "locked");
  const reprint = async () => {
    const fields = new FormData(known.current ?? undefined);
    const body = { paper, phone: text(fields, "phone"), id_number: text(fields, "id_number") };
    const made = await post<Reprinted>(`/orders/${order.id}/slip`, body);
    take(made.order);
    setSlip(made.slip);
  };
  const actions = (
    <>
      {may("switch-off-links") && opens && (
        <Button variant="default" onClick={switching.open}>
          {words.switchOff}
        </Button>
      )}
      {may("make-links") && order.cancelled_at === null && (
        <Button variant="default" onClick={reprinting.open}>
          {words.newSlip}
        </Button>
      )}
    </>
  );
  return (
    <Section title={words.link} actions={actions}>
      <Links order={order} />
      <Ask
        isOpen={isReprinting}
        close={reprinting.close}
        title={words.newSlipTitle}
        lead={words.newSlipLead}
        yes={words.newSlipYes}
        act={reprint}
      >
        <PaperChoice paper={paper} change={setPaper} />
        <form ref={known} onSubmit={(event) => event.preventDefault()}>
          <Stack>
            <Knowledge isAnew />
          </Stack>
        </form>
      </Ask>
      <Ask
        isOpen={isSwitching}
        close={switching.close}
        title={words.switchOffTitle}
        lead={words.switchOffLead}
        yes={words.switchOff}
        no={words.keepIt}
        act={async () => take(await post<WholeOrder>(`/orders/${order.id}/switch-off`))}
      />
      {slip !== null && <SlipDialog slip={slip} close={() => setSlip(null)} />}
    </Section>
  );
}

function Links({ order }: { order: WholeOrder }) {
  const { words, language } = useSpoken();
  return (
    <Rows
      entries={order.links}
      keyOf={(link) => link.id}
      empty={words.noLink}
      columns={[
        { title: words.made, cell: (link) => moment(link.created_at, language) },
        { title: words.progress, cell: (link) => <LinkState link={link} /> },
        { title: words.expires, cell: (link) => moment(link.expires_at, language), isLabelled: true },
      ]}
    />
  );
}

function LinkState({ link }: { link: LinkInfo }) {
  const { words } = useSpoken();
  return (
    <Group gap="xs">
      <Text fw={link.state === "opens" ? 600 : 400}>{words.linkState[link.state]}</Text>
      <Text c="dimmed">{words.opened(link.openings)}</Text>
    </Group>
  );
}

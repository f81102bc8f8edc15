import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { post } from "../api.ts";
import { moment } from "../formats.ts";
import { useKept } from "../kept.ts";
import type { DepartmentInfo, InvitationEntry } from "../told/administration.ts";
import { useSpoken } from "../words/language.ts";
import { DepartmentChoice } from "./departments.tsx";
import { EntryForm, text } from "./entry-form.tsx";
import { Once } from "./once.tsx";
import { Section } from "./page.tsx";
import { PersonFields, personOf } from "./person-fields.tsx";
import { Rows } from "./rows.tsx";
import { Answer } from "./states.tsx";

interface Invitations {
  invitations: InvitationEntry[];
  link?: string;
}

/** Who was invited and has not come yet, and the way to invite somebody. */
export function InvitationsSection({ departments }: { departments: DepartmentInfo[] }) {
  const { words, language } = useSpoken();
  const [link, setLink] = useState("");
  const { query, keep } = useKept<Invitations>("/invitations");
  const invite = async (fields: FormData) => {
    const body = { ...personOf(fields), label: text(fields, "label") };
    const { link: made = "", ...answer } = await post<Invitations>("/invitations", body);
    keep(answer);
    setLink(made);
  };
  return (
    <Section title={words.invitations} lead={words.invitationsLead}>
      {link !== "" && <Once lead={words.invitationOnce} secret={link} />}
      <Answer query={query}>
        {({ invitations }) => (
          <Rows
            entries={invitations}
            keyOf={({ id }) => id}
            empty={words.noInvitations}
            columns={[
              { title: words.login, cell: (each) => each.login },
              { title: words.patientName, cell: (each) => each.name },
              { title: words.roleLabel, cell: (each) => words.role[each.role] },
              { title: words.invitationLabel, cell: (each) => each.label, className: "breaks" },
              { title: words.grantedUntil, cell: (each) => moment(each.expires_at, language), isLabelled: true },
            ]}
            actions={(each) => (
              <Button
                size="sm"
                variant="default"
                onClick={() => void post<Invitations>(`/invitations/${each.id}/revoke`).then(keep)}
              >
                {words.takeBack}
              </Button>
            )}
          />
        )}
      </Answer>
      <EntryForm yes={words.invite} add={invite}>
        <PersonFields />
        <TextInput
          name="label"
          label={words.invitationLabel}
          description={words.invitationLabelHint}
          maxLength={200}
          autoComplete="off"
        />
        <DepartmentChoice departments={departments} />
      </EntryForm>
    </Section>
  );
}

import { Checkbox, Select, SimpleGrid, TextInput } from "@mantine/core";
import { useState } from "react";
import { post } from "../desk/api.ts";
import { EntryForm, text } from "../desk/parts/entry-form.tsx";
import { Section } from "../desk/parts/page.tsx";
import { PasswordField } from "../desk/parts/password-field.tsx";
import { useSpoken } from "../desk/words/language.ts";
import { KINDS, type NewsKind, SHAPES, type SetUp, type Shape } from "./types.ts";

/** A robot or web hook that is to be told. */
export function NewHook({ setUp, keep }: { setUp: SetUp; keep: (answer: SetUp) => void }) {
  const { words, language } = useSpoken();
  const own = words.telling;
  const [shape, setShape] = useState<Shape>("wecom");
  const [kinds, setKinds] = useState<readonly NewsKind[]>(KINDS);
  const [department, setDepartment] = useState<string | null>(null);
  const [spoken, setSpoken] = useState<string>(language);
  const add = async (fields: FormData) => {
    const body = {
      name: text(fields, "name"),
      shape,
      url: text(fields, "url"),
      secret: shape === "wecom" ? "" : text(fields, "secret"),
      kinds,
      language: spoken,
      department_id: department === null ? null : Number(department),
    };
    keep(await post<SetUp>("/notifications/hooks", body));
  };
  const plain = { autoComplete: "off", autoCapitalize: "none", spellCheck: false } as const;
  return (
    <Section title={own.addHook}>
      <EntryForm yes={words.add} add={add}>
        <Select
          label={own.hookShape}
          data={SHAPES.map((each) => ({ value: each, label: own.shape[each] }))}
          value={shape}
          onChange={(chosen) => setShape(SHAPES.find((each) => each === chosen) ?? "wecom")}
          allowDeselect={false}
        />
        <TextInput name="name" label={own.hookName} description={own.hookNameHint} maxLength={100} required />
        <TextInput
          {...plain}
          name="url"
          label={own.hookUrl}
          description={own.hookUrlHint[shape]}
          maxLength={1000}
          required
        />
        {shape !== "wecom" && (
          <PasswordField
            name="secret"
            label={own.hookSecret[shape]}
            description={own.hookSecretHint[shape]}
            autoComplete="new-password"
            maxLength={200}
            required={shape === "signed"}
          />
        )}
        <Select
          label={own.hookOf}
          description={own.hookOfHint}
          data={setUp.departments.map((each) => ({ value: String(each.id), label: each.name }))}
          value={department}
          onChange={setDepartment}
          placeholder={own.wholeHospital}
          clearable
        />
        <Select
          label={own.language}
          data={[
            { value: "zh", label: "中文" },
            { value: "en", label: "English" },
          ]}
          value={spoken}
          onChange={(chosen) => setSpoken(chosen ?? language)}
          allowDeselect={false}
        />
        <div data-wide>
          <Checkbox.Group
            label={own.about}
            value={[...kinds]}
            onChange={(chosen) => setKinds(KINDS.filter((each) => chosen.includes(each)))}
          >
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="xs" mt="xs">
              {KINDS.map((kind) => (
                <Checkbox key={kind} value={kind} label={own.kind[kind]} />
              ))}
            </SimpleGrid>
          </Checkbox.Group>
        </div>
      </EntryForm>
    </Section>
  );
}

import { NativeSelect, TextInput } from "@mantine/core";
import { ROLES } from "../told/session.ts";
import { useWords } from "../words/language.ts";
import { chosen } from "./departments.tsx";
import { text } from "./entry-form.tsx";

/** Who somebody new is, whether they are added or invited. */
export function PersonFields() {
  const words = useWords();
  return (
    <>
      <TextInput
        name="login"
        label={words.login}
        description={words.loginHint}
        required
        maxLength={64}
        autoComplete="off"
        autoCapitalize="none"
      />
      <TextInput name="name" label={words.patientName} maxLength={200} autoComplete="off" />
      <NativeSelect
        name="role"
        label={words.roleLabel}
        data={ROLES.map((role) => ({ value: role, label: words.role[role] }))}
      />
    </>
  );
}

/** What was filled in of somebody, with the departments that were chosen beside it. */
export function personOf(fields: FormData) {
  return {
    login: text(fields, "login"),
    name: text(fields, "name"),
    role: text(fields, "role"),
    department_ids: chosen(fields),
  };
}

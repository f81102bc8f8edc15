import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { useWords } from "../words/language.ts";

/** A field whose text is hidden, and shown on wish: by hand, by key, and in the reader's words. */
export function PasswordField(props: PasswordInputProps) {
  const words = useWords();
  return (
    <PasswordInput
      visibilityToggleFocusable
      visibilityToggleButtonProps={{ "aria-label": words.looks.showTyped }}
      {...props}
    />
  );
}

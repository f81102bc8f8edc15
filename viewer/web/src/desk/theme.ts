import {
  createTheme,
  type CSSVariablesResolver,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from "@mantine/core";

// One accent: #0f766e on light, #2dd4bf on dark.
const teal: MantineColorsTuple = [
  "#f0fdfa",
  "#ccfbf1",
  "#99f6e4",
  "#5eead4",
  "#2dd4bf",
  "#14b8a6",
  "#0d9488",
  "#0f766e",
  "#115e59",
  "#134e4a",
];

// The accent is dark on light and light on dark; what stands on it must be the opposite.
const variantColorResolver: VariantColorsResolver = (input) => {
  const resolved = defaultVariantColorsResolver(input);
  const isAccent = input.variant === "filled" && input.color === "teal";
  return isAccent ? { ...resolved, color: "var(--mantine-primary-color-contrast)" } : resolved;
};

/** Greys and a red that can be read: the library's own are below 4.5 to 1. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#4b5563",
    "--mantine-color-placeholder": "#4b5563",
    "--mantine-color-error": "#b91c1c",
    "--mantine-color-body": "#fafafa",
  },
  dark: {
    "--mantine-color-dimmed": "#b8bcc4",
    "--mantine-color-placeholder": "#a8adb7",
    "--mantine-color-error": "#ffa8a8",
    "--mantine-color-body": "#16181c",
    // With an accent as light as ours the library draws every other outline nearly white, and red says nothing any more.
    "--mantine-color-red-outline": "#ff8787",
    "--mantine-color-yellow-outline": "#fcc419",
    "--mantine-color-green-outline": "#69db7c",
    "--mantine-color-teal-outline": "#2dd4bf",
    "--mantine-color-gray-outline": "#adb5bd",
  },
});

// What explains a field stands below it, so that the fields of a row stand in one line.
const field = { size: "md", inputWrapperOrder: ["label", "input", "description", "error"] };

export const theme = createTheme({
  variantColorResolver,
  colors: { teal },
  primaryColor: "teal",
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  fontFamily: 'system-ui, "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "Noto Sans Mono", monospace',
  fontSizes: { xs: "0.75rem", sm: "0.875rem", md: "1rem", lg: "1.25rem", xl: "1.75rem" },
  spacing: { xs: "0.5rem", sm: "0.75rem", md: "1rem", lg: "1.5rem", xl: "2rem" },
  defaultRadius: 6,
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    // Big targets: people do the same thing eighty times a day.
    Button: { defaultProps: { size: "md" } },
    TextInput: { defaultProps: field },
    NumberInput: { defaultProps: field },
    Textarea: { defaultProps: field },
    PasswordInput: { defaultProps: field },
    NativeSelect: { defaultProps: field },
    Select: { defaultProps: field },
    MultiSelect: { defaultProps: field },
    FileInput: { defaultProps: field },
    // The head of a dialog is not a second banner of the page.
    Modal: { defaultProps: { centered: true, padding: "lg", attributes: { header: { role: "presentation" } } } },
    Tooltip: { defaultProps: { openDelay: 400 } },
  },
});

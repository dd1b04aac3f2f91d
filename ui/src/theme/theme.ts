import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

// Pine, from a wash to nearly black. 8 is buttons on paper, 6 in the dark.
const pine: MantineColorsTuple = [
  "#eef5f1", "#dcebe4", "#b5d6c7", "#7fc6a8", "#53a986", "#36906c", "#257a59", "#1a664a", "#14523f", "#0c3a2c",
];

// What cannot be undone: brick, not alarm.
const red: MantineColorsTuple = [
  "#fbe9e5", "#f5d2ca", "#ebaea2", "#df8877", "#d26752", "#c44e38", "#b23b27", "#a12d1c", "#8f2617", "#6b1a0e",
];

// Greys of paper and of ink: what Mantine draws quiet parts with.
const gray: MantineColorsTuple = [
  "#f7f4ed", "#f2eee5", "#e9e4d8", "#ded8ca", "#c9c2b3", "#a8a192", "#857f72", "#5f5a50", "#3d3a33", "#1e1c18",
];
const dark: MantineColorsTuple = [
  "#e6e1d6", "#bfb9ac", "#a19b8d", "#7b7466", "#49443a", "#35312a", "#27241f", "#1d1b18", "#181613", "#11100e",
];

export const theme = createTheme({
  primaryColor: "pine",
  primaryShade: { light: 8, dark: 6 },
  colors: { pine, red, gray, dark },
  fontFamily: "'Public Sans Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  headings: { fontFamily: "'Source Serif 4 Variable', Georgia, serif", fontWeight: "500" },
  fontSizes: { xs: "0.8125rem", sm: "0.875rem", md: "0.9375rem", lg: "1.0625rem", xl: "1.25rem" },
  defaultRadius: "sm",
  radius: { xs: "3px", sm: "6px", md: "10px", lg: "16px" },
  cursorType: "pointer",
  respectReducedMotion: true,
});

// Mantine's own colours, said in ours (theme.css).
export const variables: CSSVariablesResolver = () => {
  const ours = {
    "--mantine-color-body": "var(--paper)",
    "--mantine-color-text": "var(--ink)",
    "--mantine-color-dimmed": "var(--ink-soft)",
    "--mantine-color-placeholder": "var(--ink-faint)",
    "--mantine-color-default": "var(--sheet)",
    "--mantine-color-default-hover": "var(--wash)",
    "--mantine-color-default-color": "var(--ink)",
    "--mantine-color-default-border": "var(--line-strong)",
    "--mantine-color-anchor": "var(--accent)",
    "--mantine-color-error": "var(--danger)",
  };
  return { variables: {}, light: ours, dark: ours };
};

import { SegmentedControl, useMantineColorScheme } from "@mantine/core";

// Light, dark, or as the machine says.
export function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl size="xs" fullWidth aria-label="Colours" value={colorScheme}
                      onChange={(scheme) => setColorScheme(scheme as typeof colorScheme)}
                      data={[{ value: "light", label: "Light" }, { value: "dark", label: "Dark" }, { value: "auto", label: "Auto" }]} />
  );
}

import { Combobox, InputBase, useCombobox } from "@mantine/core";
import { useState } from "react";
import { percent } from "../../words/numbers";
import { leafOf, shortPath, type Property } from "./mapping";
import styles from "./catalog.module.css";

const kOptions = 200;
const kPath = /^(properties|context|traits)\../;

export const samplesOf = (property: Property | undefined, many = 3) =>
  property?.samples.slice(0, many).map(({ value }) => (value === "" ? "(empty)" : value)).join(", ") ?? "";

// One property of an event, chosen from those that really came, or typed as a path.
export function PropertyPicker({ label, path, properties, sampled, none, onChange, disabled, is_missing }: {
  label: string;
  path: string;
  properties: Property[] | undefined;
  sampled: number;      // events looked at
  none: string | null;  // what to choose for none of them; null: one is needed
  onChange: (path: string) => void;
  disabled?: boolean;
  is_missing?: boolean;
}) {
  const [search, setSearch] = useState("");
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setSearch("");
    },
    // The list may not have its place yet: scrolled to there, the page would leave the button, and the list hide with it.
    onDropdownOpen: () => window.setTimeout(() => combobox.searchRef.current?.focus({ preventScroll: true })),
  });
  const wanted = search.trim().toLowerCase();
  const found = (properties ?? []).filter((property) =>
    !wanted || property.path.toLowerCase().includes(wanted) || property.samples.some(({ value }) => value.toLowerCase().includes(wanted)));
  const is_typed = kPath.test(search.trim()) && !found.some((property) => property.path === search.trim());
  const text = path ? leafOf(path) : is_missing ? "Choose one" : "Not here";
  return (
    <Combobox store={combobox} withinPortal keepMounted={false} width="max-content" position="bottom-start" disabled={disabled}
              onOptionSubmit={(value) => {
                onChange(value === "none" ? "" : value.slice(5));
                combobox.closeDropdown();
              }}>
      <Combobox.Target targetType="button" withAriaAttributes={false}>
        <InputBase component="button" type="button" pointer size="sm" disabled={disabled} error={is_missing}
                   aria-label={`${label}: ${path ? shortPath(path) : text}`} aria-haspopup="listbox" aria-expanded={combobox.dropdownOpened}
                   title={path ? shortPath(path) : undefined} onClick={() => combobox.toggleDropdown()}
                   classNames={{ root: styles.picker, input: styles.pickerInput }} data-empty={!path || undefined}>
          <bdi>{text}</bdi>
        </InputBase>
      </Combobox.Target>
      <Combobox.Dropdown className={styles.dropdown}>
        <Combobox.Search value={search} onChange={(event) => {
          setSearch(event.currentTarget.value);
          combobox.updateSelectedOptionIndex();
        }} placeholder="A name, or one of its values" aria-label={`Find the property for ${label}`} />
        <Combobox.Options className={styles.options} aria-label={label}>
          {none !== null && !wanted && path && <Combobox.Option value="none">{none}</Combobox.Option>}
          {found.slice(0, kOptions).map((property) => (
            <Combobox.Option key={property.path} value={`path:${property.path}`} selected={property.path === path}>
              <span className={styles.optionHead}>
                <bdi>{shortPath(property.path)}</bdi>
                <span data-figures>{percent(property.events / Math.max(1, sampled))}</span>
              </span>
              <bdi className={styles.optionSamples}>{samplesOf(property)}</bdi>
            </Combobox.Option>
          ))}
          {is_typed && <Combobox.Option value={`path:${search.trim()}`}>Use the path {search.trim()}</Combobox.Option>}
          {found.length === 0 && !is_typed && (
            <Combobox.Empty>{properties ? "No property like that came with this event." : "Looking at the events …"}</Combobox.Empty>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

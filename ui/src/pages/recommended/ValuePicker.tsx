import { CloseButton, Combobox, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { api, here } from "../../api/client";
import { useAsk } from "../../api/asking";
import { count, plural } from "../../words/numbers";
import styles from "./recommended.module.css";

const kOffered = 30;

// Values of a column, found by typing a part of one; a click adds one.
export function ValuePicker({ column, chosen, onAdd, label, description }: {
  column: string;
  chosen: string[];
  onAdd: (value: string) => void;
  label: string;
  description?: string;
}) {
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text, 200);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const found = useAsk(["values", column, search], (signal) =>
    api.GET("/v1/spaces/{space}/catalog/columns/{column}/values", {
      params: { path: { ...here, column }, query: { search: search || undefined, limit: kOffered } }, signal,
    }), { enabled: !!column });
  const offered = (found.data?.data ?? []).filter(({ value }) => !chosen.includes(value));
  return (
    <Combobox store={combobox} onOptionSubmit={(value) => { onAdd(value); setText(""); combobox.closeDropdown(); }}>
      <Combobox.Target>
        <TextInput label={label} description={description} value={text} placeholder="Type a part of it" className={styles.field}
                   onFocus={() => combobox.openDropdown()} onClick={() => combobox.openDropdown()}
                   onBlur={() => combobox.closeDropdown()}
                   onChange={(event) => {
                     setText(event.currentTarget.value);
                     combobox.openDropdown();
                     combobox.updateSelectedOptionIndex();
                   }} />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options className={styles.options} aria-label={label}>
          {offered.map(({ value, interactions }) => (
            <Combobox.Option key={value} value={value}>
              <span className={styles.option}><bdi>{value}</bdi><span>{plural(interactions, "interaction")}</span></span>
            </Combobox.Option>
          ))}
          {found.data && offered.length === 0 && <Combobox.Empty>No {column} has “{search}” in it.</Combobox.Empty>}
          {found.data?.cursor.has_more && <Combobox.Footer>The first {count(kOffered)}; type to find others.</Combobox.Footer>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

// What was chosen, each to be taken back.
export function Chosen({ texts, onRemove, label, words = (text) => text }: {
  texts: string[];
  onRemove: (text: string) => void;
  label: string;
  words?: (text: string) => string;
}) {
  if (texts.length === 0) return null;
  return (
    <ul className={styles.chosen} aria-label={label}>
      {texts.map((text) => (
        <li key={text}>
          <bdi>{words(text)}</bdi>
          <CloseButton size="sm" aria-label={`Do not leave out ${words(text)}`} onClick={() => onRemove(text)} />
        </li>
      ))}
    </ul>
  );
}

import { Combobox, Loader, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState, type UIEvent } from "react";
import { shortened } from "../../words/goals";
import { plural } from "../../words/numbers";
import { useValues, type CatalogColumn, type CatalogValue } from "./ask";
import styles from "./audiences.module.css";

const kTypingMs = 200;
const kNearEnd = 80;  // pixels above the list's end: more are loaded
const kShown = 120;   // letters of a value in the list
const kTyped = "typed";  // options' names: of what was typed, and of the rows
const rowName = (row: number) => `row ${row}`;

const uses = ({ interactions }: CatalogValue, column: CatalogColumn) =>
  (column.type === "number" ? plural(interactions, "person", "people") : plural(interactions, "interaction"));

// One value of a column, out of those that were seen or as it is typed: any text may be asked for.
export function ValuePicker({ column, value, onChange, label }: {
  column: CatalogColumn;
  value: string;
  onChange: (value: string) => void;
  label: string;
}) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const search = text === value ? "" : text;  // opened anew, it shows all there are
  const [searched] = useDebouncedValue(search, kTypingMs);
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const values = useValues(column.name, searched, box.dropdownOpened);
  // Until the answer to what is typed is there, the old one shows what of it fits.
  const is_old = searched !== search || values.isPlaceholderData;
  const rows = (values.rows ?? []).filter(({ value: row }) => !is_old || row.toLowerCase().includes(search.toLowerCase()));
  const take = (taken: string) => {
    setText(taken);
    if (taken && taken !== value) onChange(taken);
    box.closeDropdown();
  };
  const submit = (option: string) => take(option === kTyped ? text : rows[Number(option.slice(4))]?.value ?? text);
  const nearEnd = ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: UIEvent) => {
    if (scrollHeight - scrollTop - clientHeight > kNearEnd) return;
    if (values.hasNextPage && !values.isFetchingNextPage) void values.fetchNextPage();
  };
  const is_new = search !== "" && !values.isFetching && !is_old && !rows.some((row) => row.value === search);
  return (
    <Combobox store={box} onOptionSubmit={submit} withinPortal={false}>
      <Combobox.Target withExpandedAttribute>
        <TextInput className={styles.value} role="combobox" label={label} value={text} autoComplete="off" spellCheck={false} placeholder="Choose one, or type"
                   rightSection={values.isFetching && box.dropdownOpened ? <Loader size={16} /> : <Combobox.Chevron />}
                   rightSectionPointerEvents="none"
                   onChange={(event) => { setText(event.currentTarget.value); box.openDropdown(); box.resetSelectedOption(); }}
                   onFocus={(event) => { event.currentTarget.select(); box.openDropdown(); }} onClick={() => box.openDropdown()}
                   onKeyDown={(event) => {
                     if (event.key === "Escape") setText(value);
                     // Enter takes what is highlighted, else what was typed.
                     if (event.key === "Enter" && box.getSelectedOptionIndex() < 0) take(text);
                   }}
                   onBlur={() => take(text || value)} />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options aria-label={label} className={styles.options} onScroll={nearEnd}>
          {rows.map((row, at) => (
            <Combobox.Option key={row.value} value={rowName(at)} active={row.value === value}>
              <span className={styles.option}><span title={row.value}>{shortened(row.value, kShown)}</span><small>{uses(row, column)}</small></span>
            </Combobox.Option>
          ))}
          {is_new && (
            <Combobox.Option value={kTyped}>
              <span className={styles.option}><span>Ask for “{shortened(text, kShown)}” as typed</span><small>not seen yet</small></span>
            </Combobox.Option>
          )}
        </Combobox.Options>
        {rows.length === 0 && !is_new && (
          <Combobox.Empty>{values.isFetching ? "Looking…" : "Nothing was seen in this property yet"}</Combobox.Empty>
        )}
      </Combobox.Dropdown>
    </Combobox>
  );
}

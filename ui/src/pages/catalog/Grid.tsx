import { Button, Checkbox, Menu } from "@mantine/core";
import { Fragment, useState, type CSSProperties } from "react";
import type { Schema } from "../../api/client";
import { Tag } from "../../parts/Page";
import { count, percent } from "../../words/numbers";
import { isComplete, kProduct, pathOf, withPath, type Column, type Draft, type Property, type Rule } from "./mapping";
import { PropertyPicker, samplesOf } from "./PropertyPicker";
import { RowMore } from "./RowMore";
import styles from "./catalog.module.css";

export type Coverage = Schema<"RuleCoverage">;
export interface Shape {
  properties: Property[];
  sampled: number;
}
interface GridProps {
  draft: Draft;
  shapes: Map<string, Shape>;
  coverage: Map<string, Coverage>;
  may: boolean;
  change: (draft: Draft) => void;
  changeColumn: (name: string, change: "text" | "number" | "remove") => void;
}

// Every event against every column: where the property is, how often it is filled, and with what.
export function Grid({ draft, shapes, coverage, may, change, changeColumn }: GridProps) {
  const [opened, setOpened] = useState<string | null>(null);
  const setRule = (at: number, rule: Rule) => change({ ...draft, rules: draft.rules.map((one, i) => (i === at ? rule : one)) });
  // Whose goals nobody named follow the names of the events; naming one names them all.
  const isGoal = (rule: Rule) => rule.goal ?? coverage.get(rule.event)?.goal ?? false;
  const setGoal = (at: number, goal: boolean) =>
    change({ ...draft, rules: draft.rules.map((rule, i) => ({ ...rule, goal: i === at ? goal : isGoal(rule) })) });
  return (
    <div className={styles.gridScroll} tabIndex={0} role="region" aria-label="Events and columns">
      <table className={styles.grid} style={{ "--columns": draft.columns.length + 1 } as CSSProperties}>
        <thead>
          <tr>
            <th scope="col">Event</th>
            <th scope="col">{kProduct}<span className={styles.type}>primary key</span></th>
            {draft.columns.map((column) => <Head key={column.name} column={column} may={may} change={changeColumn} />)}
          </tr>
        </thead>
        <tbody>
          {draft.rules.map((rule, at) => {
            const is_open = opened === rule.event;
            return (
              <Fragment key={rule.event}>
                <tr data-open={is_open || undefined}>
                  <th scope="row" className={styles.event}>
                    <bdi className={styles.eventName}>{rule.event}</bdi>
                    <span className={styles.tags}>
                      {rule.removes && <Tag>takes back</Tag>}
                      {rule.is_search && <Tag>a search</Tag>}
                    </span>
                    {!rule.is_search && !rule.removes && (
                      <Checkbox size="xs" checked={isGoal(rule)} disabled={!may} label="is a goal" aria-label={`${rule.event} is a goal`}
                                onChange={(event) => setGoal(at, event.currentTarget.checked)} />
                    )}
                    <Button size="compact-xs" variant="subtle" aria-expanded={is_open} aria-label={`${is_open ? "Less" : "More"} about ${rule.event}`}
                            onClick={() => setOpened(is_open ? null : rule.event)}>
                      {is_open ? "Less" : "More"}
                    </Button>
                  </th>
                  <Cells rule={rule} columns={draft.columns} shape={shapes.get(rule.event)} coverage={coverage.get(rule.event)}
                         may={may} set={(changed) => setRule(at, changed)} />
                </tr>
                {is_open && (
                  <tr className={styles.moreRow}>
                    <td colSpan={draft.columns.length + 2}>
                      <RowMore rule={rule} shape={shapes.get(rule.event)} may={may} set={(changed) => setRule(at, changed)}
                               remove={() => change({ ...draft, rules: draft.rules.filter((one) => one.event !== rule.event) })} />
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Head({ column, may, change }: { column: Column; may: boolean; change: GridProps["changeColumn"] }) {
  return (
    <th scope="col">
      <bdi className={styles.columnName}>{column.name}</bdi>
      <Menu position="bottom-start">
        <Menu.Target>
          <button type="button" className={styles.type} disabled={!may} aria-label={`${column.name} is ${column.type}; change or remove it`}>
            {column.type}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={column.type === "text"} onClick={() => change(column.name, "text")}>Its values are text</Menu.Item>
          <Menu.Item disabled={column.type === "number"} onClick={() => change(column.name, "number")}>Its values are numbers</Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => change(column.name, "remove")}>Leave this column out</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </th>
  );
}

interface CellsProps {
  rule: Rule;
  columns: Column[];
  shape: Shape | undefined;
  coverage: Coverage | undefined;
  may: boolean;
  set: (rule: Rule) => void;
}

function Cells({ rule, columns, shape, coverage, may, set }: CellsProps) {
  const shared = { properties: shape?.properties, sampled: shape?.sampled ?? 0, disabled: !may };
  const find = (path: string) => shape?.properties.find((property) => property.path === path);
  const with_key = coverage ? coverage.events - coverage.without_key : 0;
  const key_says = says(coverage && { filled: with_key, of: coverage.events, unusable: 0 }, "of events");
  if (rule.is_search) {
    return (
      <td colSpan={columns.length + 1} data-label="Words searched for">
        <div className={styles.search}>
          <PropertyPicker {...shared} label={`Words searched for in ${rule.event}`} path={rule.query} none={null}
                          is_missing={!isComplete(rule)} onChange={(query) => set({ ...rule, query })} />
          <p>The words are matched to known names and values, and so feed every column.</p>
        </div>
        {rule.query && <Under says={key_says} samples={samplesOf(find(rule.query), 4)} />}
      </td>
    );
  }
  return (
    <>
      <td data-label={kProduct}>
        <PropertyPicker {...shared} label={`Primary key of ${rule.event}`} path={rule.key} none={null} is_missing={!isComplete(rule)}
                        onChange={(key) => set({ ...rule, key })} />
        {rule.key ? <Under says={key_says} samples={samplesOf(find(rule.key))} />
          : <p className={styles.warn}>Which property names the product?</p>}
      </td>
      {columns.map(({ name, type }) => {
        const path = pathOf(rule, name);
        const cell = coverage?.columns.find(({ column }) => column === name);
        const counted = cell && coverage && { filled: cell.filled, unusable: cell.unusable, of: coverage.interactions };
        return (
          <td key={name} data-label={name}>
            <PropertyPicker {...shared} label={`${name} of ${rule.event}`} path={path} none={`No ${name} with this event`}
                            onChange={(chosen) => set(withPath(rule, name, chosen))} />
            {path && <Under says={says(counted, "", type)} samples={samplesOf(find(path))} />}
          </td>
        );
      })}
    </>
  );
}

interface Says {
  text: string;
  is_warning: boolean;
}

// How much of a cell is filled, and what is wrong with it.
function says(cell: { filled: number; unusable: number; of: number } | undefined, of_what: string, type = "text"): Says {
  if (!cell || cell.of === 0) return { text: "", is_warning: false };
  if (cell.unusable > 0 && type === "number") {
    return { text: `${percent(cell.unusable / (cell.filled + cell.unusable))} are no numbers: take text, or another property`, is_warning: true };
  }
  if (cell.filled === 0) return { text: "Nothing is found here", is_warning: true };
  const share = `${percent(cell.filled / cell.of)} filled`;
  return cell.filled / cell.of < 0.9
    ? { text: of_what ? `Only on ${percent(cell.filled / cell.of)} ${of_what}; ${count(cell.of - cell.filled)} give nothing` : share, is_warning: of_what !== "" }
    : { text: share, is_warning: false };
}

function Under({ says: { text, is_warning }, samples }: { says: Says; samples: string }) {
  return (
    <div className={styles.under}>
      <span className={is_warning ? styles.warn : undefined} data-figures>{text || " "}</span>
      <bdi className={styles.samples} title={samples}>{samples}</bdi>
    </div>
  );
}

import { Button, SegmentedControl } from "@mantine/core";
import { PropertyPicker, samplesOf } from "./PropertyPicker";
import type { Shape } from "./Grid";
import type { Rule } from "./mapping";
import styles from "./catalog.module.css";

// What is rarely changed about an event: what it is, what it does to interest, how many it is about.
export function RowMore({ rule, shape, may, set, remove }: {
  rule: Rule;
  shape: Shape | undefined;
  may: boolean;
  set: (rule: Rule) => void;
  remove: () => void;
}) {
  const quantity = shape?.properties.find(({ path }) => path === rule.quantity);
  return (
    <div className={styles.more}>
      <div>
        <span className={styles.moreLabel} id="what-it-is">What it is</span>
        <SegmentedControl size="xs" aria-labelledby="what-it-is" disabled={!may} value={rule.is_search ? "search" : "product"}
                          onChange={(value) => set({ ...rule, is_search: value === "search" })}
                          data={[{ value: "product", label: "About products" }, { value: "search", label: "A search" }]} />
        <p>{rule.is_search ? "It has words, and no product." : "Somebody did something with a product."}</p>
      </div>
      {!rule.is_search && (
        <div>
          <span className={styles.moreLabel} id="what-it-does">Effect</span>
          <SegmentedControl size="xs" aria-labelledby="what-it-does" disabled={!may} value={rule.removes ? "removes" : "adds"}
                            onChange={(value) => set({ ...rule, removes: value === "removes", goal: value === "removes" && rule.goal ? false : rule.goal })}
                            data={[{ value: "adds", label: "Adds" }, { value: "removes", label: "Takes back" }]} />
          <p>{rule.removes ? "It undoes an earlier one: a refund, something taken out of the cart." : "It shows interest."}</p>
        </div>
      )}
      {!rule.is_search && (
        <div>
          <span className={styles.moreLabel}>Quantity</span>
          <PropertyPicker label={`Quantity of ${rule.event}`} path={rule.quantity} properties={shape?.properties} disabled={!may}
                          sampled={shape?.sampled ?? 0} none="Each counts once" onChange={(path) => set({ ...rule, quantity: path })} />
          <p>{rule.quantity ? <bdi>{samplesOf(quantity) || "Nothing is found here"}</bdi> : "Each counts once."}</p>
        </div>
      )}
      <Button size="compact-sm" variant="default" disabled={!may} onClick={remove}>Leave this event out</Button>
    </div>
  );
}

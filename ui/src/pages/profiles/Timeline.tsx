import { Button, Select } from "@mantine/core";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { api, here, type Schema } from "../../api/client";
import { useList } from "../../api/asking";
import { Awaited } from "../../parts/Trouble";
import { detailsOf, thingsOf, titleOf, type Thing } from "../../words/events";
import { shortened } from "../../words/goals";
import { count } from "../../words/numbers";
import { date, exact } from "../../words/times";
import styles from "./profiles.module.css";

type Event = Schema<"TimelineEvent">;
type Known = "track" | "identify" | "page" | "screen" | "group" | "alias";
const kPage = 20;
const kMostThings = 4;
const kLongest = 200;
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

function Things({ things }: { things: Thing[] }) {
  const more = things.length - kMostThings;
  return (
    <ul className={styles.things}>
      {things.slice(0, kMostThings).map(({ name, price, quantity }, at) => (
        <li key={at}>
          <bdi title={name.length > kLongest ? name : undefined}>{shortened(name, kLongest)}</bdi>
          {(price || quantity > 1) && <span className={styles.soft}> {quantity > 1 && `${quantity} × `}{shortened(price)}</span>}
        </li>
      ))}
      {more > 0 && <li className={styles.soft}>and {more} more</li>}
    </ul>
  );
}

function Entry({ event }: { event: Event }) {
  const [is_raw, setRaw] = useState(false);
  const details = detailsOf(event);
  return (
    <li className={styles.entry}>
      <time dateTime={event.at} title={exact(event.at)} className={styles.clock}>{clock.format(new Date(event.at))}</time>
      <div className={styles.entryWhat}>
        <span className={styles.entryTitle}><bdi>{shortened(titleOf(event), kLongest)}</bdi></span>
        {details.length > 0 && <span className={styles.soft}> <bdi>{shortened(details.join(" · "), kLongest)}</bdi></span>}
        <Things things={thingsOf(event)} />
        {is_raw && <pre className={styles.raw} tabIndex={0} aria-label="The event as it came">{JSON.stringify(event.body, null, 2)}</pre>}
      </div>
      <button type="button" className={styles.rawSwitch} aria-expanded={is_raw} onClick={() => setRaw(!is_raw)}
              aria-label={`${is_raw ? "Hide raw" : "Raw"}, ${titleOf(event)} of ${exact(event.at)}`}>{is_raw ? "Hide raw" : "Raw"}</button>
    </li>
  );
}

function byDay(events: Event[]): [string, Event[]][] {
  const days = new Map<string, Event[]>();
  for (const event of events) {
    const day = date(event.at);
    days.set(day, [...(days.get(day) ?? []), event]);
  }
  return [...days];
}

// All that a person did, the newest first, by days; of one kind of event when asked.
export function Timeline({ id, counts }: { id: string; counts: Schema<"EventCount">[] }) {
  const [query, setQuery] = useSearchParams();
  const [type, event] = [query.get("type") ?? "", query.get("event") ?? ""];
  const found = useList<Event, Schema<"Timeline">>(["timeline", id, type, event], (cursor, signal) =>
    api.GET("/v1/spaces/{space}/profiles/{profile}/events", {
      params: { path: { ...here, profile: id }, query: { limit: kPage, cursor, ...(type ? { type: type as Known, event } : {}) } }, signal,
    }));
  const kinds = counts.map((one) => ({ value: `${one.type}/${one.event}`, label: `${shortened(titleOf(one))} (${count(one.count)})` }));
  const choose = (kind: string | null) => setQuery((now) => {
    now.delete("type");
    now.delete("event");
    const border = kind?.indexOf("/") ?? -1;
    if (kind && border >= 0) {
      now.set("type", kind.slice(0, border));
      now.set("event", kind.slice(border + 1));
    }
    return now;
  }, { replace: true, preventScrollReset: true });
  return (
    <>
      <Select label="Show" data={[{ value: "", label: "Everything" }, ...kinds]} value={type ? `${type}/${event}` : ""} allowDeselect={false}
              className={styles.filter} onChange={choose} />
      <Awaited asked={{ ...found, data: found.rows }} lines={8}>
        {(rows) => (
          <div aria-busy={found.isPlaceholderData}>
            {byDay(rows).map(([day, events]) => (
              <section key={day} aria-label={day} className={styles.day}>
                <h3 className={styles.dayName}>{day}</h3>
                <ol className={styles.entries}>{events.map((one, at) => <Entry key={`${one.at} ${at}`} event={one} />)}</ol>
              </section>
            ))}
            {rows.length === 0 && <p className={styles.soft}>There are no events of this kind any more.</p>}
            {found.hasNextPage && (
              <Button mt="md" size="sm" variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>Show earlier ones</Button>
            )}
          </div>
        )}
      </Awaited>
    </>
  );
}

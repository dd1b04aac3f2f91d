import { Button } from "@mantine/core";
import { Link, useParams } from "react-router";
import { api, here } from "../../api/client";
import { useAsk } from "../../api/asking";
import { Answer, Page, Section } from "../../parts/Page";
import { Picture, webAddress } from "../../parts/Picture";
import { Table } from "../../parts/Table";
import { Awaited } from "../../parts/Trouble";
import { count, plural } from "../../words/numbers";
import { ago, date, exact } from "../../words/times";
import { linkOf, nameOf, pictureOf, textOf } from "./attributes";
import styles from "./items.module.css";

// An attribute as it is; addresses of the web as links, anything else as text.
function Attribute({ value }: { value: unknown }) {
  const text = textOf(value);
  const address = webAddress(value);
  return address ? <a className={styles.out} href={address} target="_blank" rel="noopener noreferrer">{text}</a> : <bdi className={styles.value}>{text}</bdi>;
}

// One product: what the feed says of it, and what people did with it.
export function ItemPage() {
  const { id = "" } = useParams();
  const asked = useAsk(["item", id], (signal) => api.GET("/v1/spaces/{space}/items/{item}", { params: { path: { ...here, item: id } }, signal }));
  const item = asked.data;
  const title = item ? nameOf(item.key, item.attributes) : id;
  const link = item && linkOf(item.attributes);
  return (
    <Page title={title} back={{ to: "/items", text: "Items" }} lead={title !== id && <bdi>{id}</bdi>} actions={<>
      {link && <Button component="a" href={link} target="_blank" rel="noopener noreferrer" variant="default">See it in the shop</Button>}
      <Button component={Link} to={`/audiences/new?${new URLSearchParams({ column: "Product", value: id }).toString()}`}>Who is likely to want it</Button>
    </>}>
      <Awaited asked={asked} lines={6}>
        {({ attributes, in_feed, interactions, last, events }) => {
          const told = Object.entries(attributes);
          return (
            <>
              <div className={styles.item}>
                <Picture address={pictureOf(attributes)} name={title} large />
                <div>
                  <Answer note={last && <span title={exact(last)}>Last touched {ago(last)}.</span>}>
                    {interactions > 0 ? <><strong>{plural(interactions, "interaction")}</strong> of {plural(events.length, "kind")}.</>
                      : "Nobody has touched it yet. What it has in common with others still says who may want it."}
                  </Answer>
                  {events.length > 0 && (
                    <Table caption="What people did with it" rows={events} keyOf={({ event }) => event} columns={[
                      { head: "Event", cell: ({ event }) => <bdi>{event}</bdi> },
                      { head: "Times", align: "right", cell: (one) => count(one.interactions) },
                      { head: "First", cell: ({ first }) => date(first) },
                      { head: "Last", cell: (one) => date(one.last) },
                    ]} />
                  )}
                </div>
              </div>
              <Section title="From the feed">
                {told.length > 0
                  ? (
                    <Table caption="Attributes" rows={told} keyOf={([name]) => name} columns={[
                      { head: "Attribute", cell: ([name]) => <bdi>{name}</bdi> },
                      { head: "Value", cell: ([, value]) => <Attribute value={value} /> },
                    ]} />
                  )
                  : <p className={styles.soft}>{in_feed ? "The feed names it and says nothing more." : "The feed does not have it: it is known from events only."}</p>}
              </Section>
            </>
          );
        }}
      </Awaited>
    </Page>
  );
}

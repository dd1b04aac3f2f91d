import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, ask, here } from "../../api/client";
import { useMay } from "../../app/me";
import { Answer, Notice } from "../../parts/Page";
import { Trouble } from "../../parts/Trouble";
import styles from "./home.module.css";

// An empty space: the three ways in.
export function Beginning() {
  const may = useMay("marketer");
  const queries = useQueryClient();
  const demo = useMutation({
    mutationFn: () => ask(api.POST("/v1/spaces/{space}/demo", { params: { path: here }, body: {} })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["runs"] }),
  });
  return (
    <>
      <Answer note="Bring in what people did: views, carts, orders, reads. From that Likely learns who wants what.">
        Nothing is in here yet. There are three ways to begin.
      </Answer>
      {!may && <div className={styles.notice}><Notice>You may look, not change: a marketer or an admin has to bring the first events in.</Notice></div>}
      <ol className={styles.ways}>
        <li className={styles.way}>
          <h2>Drop a file</h2>
          <p>Orders or other events from your shop’s database, as CSV, Parquet or JSON lines. You see how each row will be read before anything is kept.</p>
          <Button component={Link} to="/import" disabled={!may} data-disabled={!may}>Choose a file</Button>
        </li>
        <li className={styles.way}>
          <h2>Connect a website or server</h2>
          <p>Paste a few lines into your site or your server, and watch the first event arrive. Libraries that send to Segment work as they are.</p>
          <Button component={Link} to="/connect" variant="default" disabled={!may} data-disabled={!may}>Get the lines</Button>
        </li>
        <li className={styles.way}>
          <h2>Look around first</h2>
          <p>A made-up shop with 2,000 customers, its catalog and a trained model, in half a minute. It fills this space: take a fresh data folder for your own events later.</p>
          <Button variant="default" disabled={!may} loading={demo.isPending} onClick={() => demo.mutate()}>Load the demo store</Button>
          <Trouble error={demo.error} />
        </li>
      </ol>
    </>
  );
}

import { useMay } from "../../app/me";
import { useUnfinished } from "../../api/runs";
import { FileDrop } from "../../parts/FileDrop";
import { Notice, Page, PageLink } from "../../parts/Page";
import { Mapping } from "./Mapping";
import styles from "./import.module.css";
import { usePlace, type Place } from "./place";
import { Result } from "./Result";

const kAccepted = ".csv,.tsv,.txt,.ndjson,.jsonl,.json,.parquet,.gz,.zst";

function Choosing({ place }: { place: Place }) {
  const may = useMay("marketer");
  const unfinished = useUnfinished(["import"]);
  return (
    <>
      {unfinished.data && (
        <div className={styles.notice}>
          <Notice>An import is on its way already: <PageLink to={`/import?run=${unfinished.data.id}`}>see how far it is</PageLink>.</Notice>
        </div>
      )}
      {!may && <div className={styles.notice}><Notice>A marketer or an admin has to bring files in.</Notice></div>}
      <FileDrop label="Drop a file here" accept={kAccepted} disabled={!may}
                onUploaded={(upload, file) => place.toColumns(upload, file.name)}>
        <p>CSV or Parquet with a row for each thing that somebody did, or tracking calls as JSON lines. It may be compressed (.gz, .zst), and large.</p>
      </FileDrop>
      <dl className={styles.needs}>
        <div><dt>Who</dt><dd>A column with a customer number, a visitor’s id or an email.</dd></div>
        <div><dt>What</dt><dd>A column that names the event, or one event for the whole file, such as <em>Order Completed</em>.</dd></div>
        <div><dt>When</dt><dd>A column with the time.</dd></div>
        <div><dt>About what</dt><dd>All other columns are kept as properties: the product’s id, its brand, category, price.</dd></div>
      </dl>
    </>
  );
}

// A file of events: chosen, told how to be read, imported.
export function Import() {
  const place = usePlace();
  const lead = place.run ? undefined : place.upload
    ? "Nothing is kept yet: see how the rows will be read, then import."
    : "The past teaches what the future brings: orders, views or reads of the last months or years. The same file twice counts once.";
  return (
    <Page title={place.upload && place.file ? `Import ${place.file}` : "Import a file"} lead={lead} back={{ to: "/", text: "Home" }}>
      {place.run ? <Result place={place} run={place.run} />
        : place.upload ? <Mapping key={place.upload} place={place} upload={place.upload} />
        : <Choosing place={place} />}
    </Page>
  );
}

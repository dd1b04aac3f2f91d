import { Button, Checkbox } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, ask, here } from "../../api/client";
import { Copy } from "../../parts/Copy";
import { PageLink, Section } from "../../parts/Page";
import { Trouble } from "../../parts/Trouble";
import { plural } from "../../words/numbers";
import { useMembers, type Audience } from "./ask";
import styles from "./audiences.module.css";

const kFormats = [
  { format: "csv", name: "CSV", what: "for spreadsheets and mailing tools" },
  { format: "ndjson", name: "NDJSON", what: "one JSON object a line, for programs" },
  { format: "parquet", name: "Parquet", what: "for data people" },
];

// The browser takes a file by itself, beside the page: only an address is opened. That somebody is signed in
// and the audience is there is seen first, since what is said to a download is seen by nobody.
function useDownload(key: string) {
  return useMutation({
    mutationFn: async (query: string) => {
      await ask(api.GET("/v1/spaces/{space}/audiences/{audience}", { params: { path: { ...here, audience: key } } }));
      const link = document.createElement("a");
      link.href = `/v1/spaces/${here.space}/audiences/${encodeURIComponent(key)}/export?${query}`;
      link.download = "";
      link.click();
    },
  });
}

// Whose membership the example reads: the likeliest member's, by an id that a shop knows.
function useExample(audience: Audience): string {
  const best = useMembers(audience).rows?.find(({ user_id }) => user_id && !/['\s/?#%]/.test(user_id));
  return best ? `user_id:${best.user_id}` : "user_id:42";
}

export function TakeAway({ audience }: { audience: Audience }) {
  const [with_reasons, setReasons] = useState(false);
  const download = useDownload(audience.key);
  const address = `${window.location.origin}/v1/spaces/${here.space}/collections/users/profiles/${useExample(audience)}/traits?include=${encodeURIComponent(audience.key)}`;
  return (
    <Section title="Take it away" note={`A file with ${plural(audience.size, "member")}, best first: ids, probability, percentile and rank.`}>
      <div className={styles.formats}>
        {kFormats.map(({ format, name, what }) => (
          <div key={format}>
            <Button variant={format === "csv" ? "filled" : "default"} onClick={() => download.mutate(`format=${format}&reasons=${with_reasons}`)}>
              Download {name}
            </Button>
            <small>{what}</small>
          </div>
        ))}
      </div>
      <Checkbox mt="md" label="With the reasons of each member" description="Takes longer for large audiences"
                checked={with_reasons} onChange={(event) => setReasons(event.currentTarget.checked)} />
      <Trouble error={download.error} />
      <div className={styles.call}>
        <p>Or ask whether one person is in it, from your own server, with a <PageLink to="/settings/tokens">token</PageLink> that may read profiles:</p>
        <Copy label="Profile API call" text={`curl -u "$TOKEN:" '${address}'`} />
        <p className={styles.key}>The answer says <code>{`"${audience.key}": true`}</code> for members and <code>false</code> for everybody else.</p>
      </div>
    </Section>
  );
}

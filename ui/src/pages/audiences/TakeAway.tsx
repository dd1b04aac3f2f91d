import { Checkbox } from "@mantine/core";
import { useState } from "react";
import { here } from "../../api/client";
import { Copy } from "../../parts/Copy";
import { Downloads } from "../../parts/Downloads";
import { PageLink, Section } from "../../parts/Page";
import { plural } from "../../words/numbers";
import { useMembers, type Audience } from "./ask";
import styles from "./audiences.module.css";

// Whose membership the example reads: the likeliest member's, by an id that a shop knows.
function useExample(audience: Audience): string {
  const best = useMembers(audience).rows?.find(({ user_id }) => user_id && !/['\s/?#%]/.test(user_id));
  return best ? `user_id:${best.user_id}` : "user_id:42";
}

export function TakeAway({ audience }: { audience: Audience }) {
  const [with_reasons, setReasons] = useState(false);
  const address = `${window.location.origin}/v1/spaces/${here.space}/collections/users/profiles/${useExample(audience)}/traits?include=${encodeURIComponent(audience.key)}`;
  return (
    <Section title="Take it away" note={`A file with ${plural(audience.size, "member")}, best first: ids, probability, percentile and rank.`}>
      <Downloads kind="audiences" id={audience.key} query={`&reasons=${with_reasons}`} />
      <Checkbox mt="md" label="With the reasons of each member" description="Takes longer for large audiences"
                checked={with_reasons} onChange={(event) => setReasons(event.currentTarget.checked)} />
      <div className={styles.call}>
        <p>Or ask whether one person is in it, from your own server, with a <PageLink to="/settings/tokens">token</PageLink> that may read profiles:</p>
        <Copy label="Profile API call" text={`curl -u "$TOKEN:" '${address}'`} />
        <p className={styles.key}>The answer says <code>{`"${audience.key}": true`}</code> for members and <code>false</code> for everybody else.</p>
      </div>
    </Section>
  );
}

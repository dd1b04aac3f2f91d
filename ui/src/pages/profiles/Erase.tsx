import { useSearchParams } from "react-router";
import { api, ask, here, type Schema } from "../../api/client";
import { useMay } from "../../app/me";
import { Confirm } from "../../parts/Confirm";
import { Section } from "../../parts/Page";
import { plural } from "../../words/numbers";
import { nameOf, namesOf } from "../../words/people";
import styles from "./profiles.module.css";

const kLongestTyped = 40;

// The right to be forgotten.
export function Erase({ profile }: { profile: Schema<"Profile"> }) {
  const may = useMay("marketer");
  const [, setQuery] = useSearchParams();
  const name = nameOf(namesOf(profile.profile_id, profile.external_ids));
  if (!may) return null;
  const erase = async () => {
    const run = await ask(api.DELETE("/v1/spaces/{space}/profiles/{profile}", { params: { path: { ...here, profile: profile.profile_id } } }));
    setQuery({ erasing: String(run.id) }, { replace: true });
    window.scrollTo({ top: 0 });
  };
  return (
    <Section title="Erase" note="Everything of this person goes, from every file of the data folder and from the models, down to the bytes. It cannot be undone.">
      <Confirm button="Erase this person" title={`Erase ${name.slice(0, kLongestTyped)}?`} action="Erase for ever" doIt={erase}
               typed={name.length <= kLongestTyped ? name : "erase"}>
        <p>
          {plural(profile.events, "event")}, {plural(profile.external_ids.length, "id")}, memberships and lists go from every file here, and nobody can bring
          them back. It takes as long as copying the data does, and you may leave the page.
        </p>
        <p className={styles.second}>
          Not reached: backups, files that were taken away, and systems that got this person from here. Bringing in the same
          file again brings the person back.
        </p>
      </Confirm>
    </Section>
  );
}

import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { api, ApiError, ask, here } from "../../api/client";
import { isOver } from "../../api/runs";
import { useMay } from "../../app/me";
import { SizeCurve } from "../../charts/SizeCurve";
import { Confirm } from "../../parts/Confirm";
import { EmptyState, Notice, Page, PageLink, Section } from "../../parts/Page";
import { RunProgress } from "../../parts/RunProgress";
import { Awaited, Trouble } from "../../parts/Trouble";
import { ruleWords } from "../../words/audience";
import { shortened } from "../../words/goals";
import { plural } from "../../words/numbers";
import { refreshInWords, refreshText } from "../../words/refresh";
import { AudienceFacts } from "./AudienceFacts";
import { AudienceSentence } from "./AudienceSentence";
import { useAudience, useCurve, useRefreshes, type Audience } from "./ask";
import styles from "./audiences.module.css";
import { draftLike, queryOf } from "./draft";
import { Members } from "./Members";
import { Staying, useChange } from "./Staying";
import { TakeAway } from "./TakeAway";
import { WhyThese } from "./WhyThese";

const kBack = { to: "/audiences", text: "Audiences" };

function Expected({ audience }: { audience: Audience }) {
  const curve = useCurve(audience);
  return (
    <Awaited asked={curve} lines={14}>
      {(answer) => (
        <>
          <AudienceSentence answer={answer} />
          <div className={styles.chart}><SizeCurve answer={answer} point={answer.point} /></div>
          <AudienceFacts answer={answer} />
          <div className={styles.apart}>
            <Section title="Why these people" note="What raises their probability, and for how many of them it is among the three strongest reasons.">
              <WhyThese answer={answer} />
            </Section>
          </div>
        </>
      )}
    </Awaited>
  );
}

function Rename({ audience }: { audience: Audience }) {
  const [name, setName] = useState(audience.name);
  const change = useChange(audience);
  const may_change = useMay("marketer");
  const said = change.error instanceof ApiError ? change.error.of("name") : undefined;
  return (
    <form className={styles.rename} onSubmit={(event) => { event.preventDefault(); change.mutate({ name }); }}>
      <TextInput label="Name" value={name} maxLength={200} className={styles.value} error={said} disabled={!may_change}
                 onChange={(event) => setName(event.currentTarget.value)} />
      <Button type="submit" variant="default" loading={change.isPending} disabled={!may_change || name === audience.name || !name}>Rename</Button>
      <Trouble error={said ? null : change.error} />
    </form>
  );
}

function Settings({ audience }: { audience: Audience }) {
  const may_change = useMay("marketer");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = async () => {
    await ask(api.DELETE("/v1/spaces/{space}/audiences/{audience}", { params: { path: { ...here, audience: audience.key } } }));
    await navigate("/audiences");
    queries.removeQueries({ queryKey: ["audience", audience.key] });
    await queries.invalidateQueries({ queryKey: ["audiences"] });
  };
  return (
    <Section title="Name and end" note={<>Other systems know it by its key, <code>{audience.key}</code>, which stays when the name changes.</>}>
      <Rename audience={audience} />
      <div className={styles.end}>
        <Confirm button="Delete the audience…" title={`Delete ${shortened(audience.name, 60)}?`} action="Delete it" typed={audience.key}
                 doIt={remove} disabled={!may_change}>
          <p>
            {plural(audience.size, "membership")} end, profiles no longer show it, and the key is never used again. The people and
            their events stay.
          </p>
        </Confirm>
      </div>
    </Section>
  );
}

function Whole({ audience }: { audience: Audience }) {
  const [query, setQuery] = useSearchParams();
  const may_change = useMay("marketer");
  const queries = useQueryClient();
  const runs = useRefreshes(audience.key);
  const unfinished = runs.find((run) => !isOver(run));
  const refresh = useMutation({
    mutationFn: () => ask(api.POST("/v1/spaces/{space}/audiences/{audience}/refresh", { params: { path: { ...here, audience: audience.key } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["runs"] }),
  });
  const watched = unfinished?.id ?? refresh.data?.id;
  const { column, value } = audience.definition.target;
  return (
    <Page title={audience.name} back={kBack}
          lead={<>People who are likely to want {shortened(column)} = <strong title={value}>{shortened(value, 120)}</strong>. {ruleWords(audience.definition)} {refreshInWords(refreshText(audience.refresh))}</>}
          actions={<><Button component={Link} variant="subtle" to={`/audiences/new?${queryOf(draftLike(audience))}`}>Make one like it</Button><Button variant="default" disabled={!may_change || !!unfinished} loading={refresh.isPending} onClick={() => refresh.mutate()}>Refresh now</Button></>}>
      {query.has("created") && (
        <div className={styles.above}>
          <Notice tone="good">
            <p>
              Created: {plural(audience.size, "member")} now. Download them below, or let your website ask.{" "}
              <Button size="compact-sm" variant="default" onClick={() => setQuery({}, { replace: true })}>Hide this</Button>
            </p>
          </Notice>
        </div>
      )}
      <Trouble error={refresh.error} />
      {watched !== undefined && <div className={styles.above}><RunProgress key={watched} id={watched} title="Computing it anew" /></div>}
      <Expected audience={audience} />
      <Members audience={audience} />
      <TakeAway audience={audience} />
      <Staying audience={audience} runs={runs} />
      <Settings audience={audience} />
    </Page>
  );
}

export function AudiencePage() {
  const { id = "" } = useParams();
  const audience = useAudience(id);
  if (audience.error instanceof ApiError && audience.error.status === 404) {
    return (
      <Page title="There is no such audience" back={kBack}>
        <EmptyState title="It may have been deleted" actions={<PageLink to="/audiences">See those there are</PageLink>}>
          <p>No audience has the key “{shortened(id)}”. Keys of deleted audiences are never used again.</p>
        </EmptyState>
      </Page>
    );
  }
  if (audience.data) return <Whole key={audience.data.key} audience={audience.data} />;
  return <Page title="Audience" back={kBack}><Awaited asked={audience} lines={10}>{() => null}</Awaited></Page>;
}

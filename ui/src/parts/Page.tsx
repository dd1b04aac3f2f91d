import { useEffect, useRef, type ReactNode } from "react";
import { Link, useLocation } from "react-router";
import styles from "./parts.module.css";

interface PageProps {
  title: string;
  lead?: ReactNode;  // one or two sentences: what this page is for, or where things stand
  back?: { to: string; text: string };
  actions?: ReactNode;
  children: ReactNode;
}

// One page: its title in the window and as the one h1, which has the focus after a navigation.
export function Page({ title, lead, back, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname, key } = useLocation();
  useEffect(() => {
    document.title = `${title} · Likely`;
  }, [title]);
  useEffect(() => {
    if (key !== "default") heading.current?.focus({ preventScroll: true });
    // Only a change of place moves the focus; filters in the query do not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [pathname]);
  return (
    <main className={styles.page} id="content">
      {back && <Link className={styles.back} to={back.to}>← {back.text}</Link>}
      <header className={styles.head}>
        <div className={styles.headText}>
          <h1 className={styles.title} ref={heading} tabIndex={-1}>{title}</h1>
          {lead && <p className={styles.lead}>{lead}</p>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </main>
  );
}

export function Section({ title, note, aside, children }: {
  title: string;
  note?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={styles.section} aria-label={title}>
      <div className={styles.sectionHead}>
        <h2 className={styles.sectionTitle}>{title}</h2>
        {aside}
        {note && <p className={styles.sectionNote}>{note}</p>}
      </div>
      {children}
    </section>
  );
}

// What the page has to say, in a sentence; numbers in it as <strong>.
export function Answer({ children, note }: { children: ReactNode; note?: ReactNode }) {
  return (
    <div>
      <p className={styles.answer}>{children}</p>
      {note && <p className={styles.answerNote}>{note}</p>}
    </div>
  );
}

// A few numbers with what they are, and how sure or of when.
export function Facts({ facts }: { facts: { what: string; value: ReactNode; note?: ReactNode }[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(({ what, value, note }) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>{value}{note && <span className={styles.factNote}>{note}</span>}</dd>
        </div>
      ))}
    </dl>
  );
}

// Nothing here yet: says what will be, and the way there.
export function EmptyState({ title, children, actions }: { title: string; children: ReactNode; actions?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <h2 className={styles.emptyTitle}>{title}</h2>
      <div className={styles.emptyText}>{children}</div>
      {actions && <div className={styles.emptyActions}>{actions}</div>}
    </div>
  );
}

export type Tone = "plain" | "good" | "mark" | "bad";
export function Tag({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  return <span className={styles.tag} data-tone={tone}>{children}</span>;
}

export function Notice({ tone = "mark", children }: { tone?: "mark" | "good"; children: ReactNode }) {
  return <div className={`${styles.notice} ${tone === "good" ? styles.good : ""}`} role="note">{children}</div>;
}

export function PageLink({ to, children }: { to: string; children: ReactNode }) {
  return <Link className={styles.link} to={to}>{children}</Link>;
}

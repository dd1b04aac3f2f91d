import { useEffect, type ReactNode } from "react";
import { Mark } from "../../app/Shell";
import styles from "./entry.module.css";

// The frame of what comes before being signed in: one sheet, one thing to do.
export function Entry({ title, lead, children }: { title: string; lead: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Likely`;
  }, [title]);
  return (
    <main className={styles.entry}>
      <div className={styles.sheet}>
        <div className={styles.brand}><Mark />Likely</div>
        <h1 className={styles.title}>{title}</h1>
        <p className={styles.lead}>{lead}</p>
        {children}
      </div>
    </main>
  );
}

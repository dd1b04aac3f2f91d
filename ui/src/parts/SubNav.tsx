import { Link } from "react-router";
import styles from "./subnav.module.css";

// Places inside of a page, each with its address.
export function SubNav({ label, current, places }: {
  label: string;
  current: string;
  places: { id: string; to: string; name: string }[];
}) {
  return (
    <nav className={styles.subnav} aria-label={label}>
      {places.map(({ id, to, name }) => (
        <Link key={id} to={to} className={styles.place} aria-current={id === current ? "page" : undefined}>{name}</Link>
      ))}
    </nav>
  );
}

import { Burger, Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { NavLink, Outlet, ScrollRestoration, useLocation } from "react-router";
import { api, ask } from "../api/client";
import { connection } from "../api/connection";
import { SchemeSwitch } from "./SchemeSwitch";
import { useMe } from "./me";
import { kPlaces } from "./places";
import styles from "./shell.module.css";

export function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
      <rect width="32" height="32" rx="8" className={styles.markGround} />
      <path d="M7 24C13 24 12 9 25 8" className={styles.markLine} />
      <circle cx="16.6" cy="15" r="3.2" className={styles.markDot} />
    </svg>
  );
}

function SignOut() {
  const queries = useQueryClient();
  const { data: me } = useMe();
  const sign_out = useMutation({
    mutationFn: () => ask(api.DELETE("/v1/sessions/current")),
    onSuccess: () => {
      queries.clear();
      window.location.assign("/app/sign-in");
    },
  });
  return (
    <div className={styles.who}>
      <span title={me?.email}>{me?.name}</span>
      <Button size="compact-xs" variant="subtle" onClick={() => sign_out.mutate()}>Sign out</Button>
    </div>
  );
}

function Lost() {
  const is_lost = useSyncExternalStore(connection.subscribe, connection.isLost);
  return (
    <div aria-live="assertive">
      {is_lost && (
        <p className={styles.lost}>The server does not answer. This page tries again each second and goes on by itself.</p>
      )}
    </div>
  );
}

// The navigation, and the page beside it; on a phone the navigation opens from a bar.
export function Shell() {
  const [is_open, setOpen] = useState(false);
  const { pathname } = useLocation();
  useEffect(() => setOpen(false), [pathname]);
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">Skip to the page</a>
      <div className={styles.bar}>
        <NavLink to="/" className={styles.brand}><Mark />Likely</NavLink>
        <Burger opened={is_open} onClick={() => setOpen(!is_open)} size="sm" aria-expanded={is_open}
                aria-label={is_open ? "Close the navigation" : "Open the navigation"} />
      </div>
      <nav className={styles.nav} data-open={is_open} aria-label="Main">
        <NavLink to="/" className={styles.brand}><Mark />Likely</NavLink>
        {kPlaces.map(({ group, places }) => (
          <div key={group} className={styles.group}>
            {group && <span className={styles.groupName}>{group}</span>}
            {places.map(({ to, name }) => (
              <NavLink key={to} to={to} end={to === "/"} className={styles.place}>{name}</NavLink>
            ))}
          </div>
        ))}
        <div className={styles.foot}>
          <SchemeSwitch />
          <SignOut />
        </div>
      </nav>
      <div className={styles.content}>
        <Lost />
        <Outlet />
      </div>
      <ScrollRestoration />
    </div>
  );
}

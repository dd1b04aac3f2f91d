import { useCallback, useEffect, useState } from "react";
import type { Draft } from "./mapping";

// What is being typed: the grid's draft, or the text of the advanced view as long as it says no mapping.
export interface Typed {
  version: number;  // of the catalog it began from; 0: none
  draft: Draft;
  text: string | null;
}

const kPlace = "likely.catalog";

function kept(): Typed | null {
  try {
    return JSON.parse(sessionStorage.getItem(kPlace) ?? "null") as Typed | null;
  } catch {
    return null;
  }
}

// Kept over a reload, in this tab only; null: nothing was typed.
export function useTyped() {
  const [typed, setTyped] = useState(kept);
  useEffect(() => {
    if (typed) sessionStorage.setItem(kPlace, JSON.stringify(typed));
    else sessionStorage.removeItem(kPlace);
  }, [typed]);
  const forget = useCallback(() => setTyped(null), []);
  return { typed, setTyped, forget };
}

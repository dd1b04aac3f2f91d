import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore, type ReactNode } from "react";
import { Navigate, useLocation } from "react-router";
import { api, ApiError, ask } from "../api/client";
import { session } from "../api/session_state";
import { Trouble } from "../parts/Trouble";
import { useMe } from "./me";
import { SignInAgain } from "./SignInAgain";

// Lets in who is signed in; the first one to come makes the first account. A session that ends later is
// begun again over the page, which keeps all that was typed.
export function Gate({ children }: { children: ReactNode }) {
  const me = useMe();
  const is_over = useSyncExternalStore(session.subscribe, session.isOver);
  const is_nobody = me.error instanceof ApiError && me.error.status === 401;
  const setup = useQuery({
    queryKey: ["setup"],
    queryFn: () => ask(api.GET("/v1/setup")),
    enabled: is_nobody,
  });
  const { pathname, search } = useLocation();
  if (me.data) {
    return <>{children}{is_over && <SignInAgain email={me.data.email} />}</>;
  }
  if (is_nobody && setup.data) {
    const from = pathname === "/" ? "" : `?to=${encodeURIComponent(pathname + search)}`;
    return <Navigate to={setup.data.needed ? "/setup" : `/sign-in${from}`} replace />;
  }
  return <Trouble error={is_nobody ? setup.error : me.error} retry={() => void me.refetch()} />;
}

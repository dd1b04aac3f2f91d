import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import type { Schema } from "../../api/client";
import { session } from "../../api/session_state";

// Goes in as who was just signed in; what was known of anybody before is forgotten. `to`: a place of the pages.
export function useEntering() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  return (answer: Schema<"SignedIn">, to = "/") => {
    session.csrf = answer.csrf_token;
    queries.clear();
    queries.setQueryData(["me"], answer.account);
    void navigate(to.startsWith("/") && !to.startsWith("//") ? to : "/", { replace: true });
  };
}

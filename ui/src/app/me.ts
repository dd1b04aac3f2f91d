import { useQuery } from "@tanstack/react-query";
import { api, ask, type Schema } from "../api/client";
import { session } from "../api/session_state";

export type Role = Schema<"Account">["role"];
const kLadder: Role[] = ["viewer", "marketer", "admin"];

// Who is signed in; an ApiError of 401 when nobody is.
export const kMe = {
  queryKey: ["me"],
  queryFn: async () => {
    const me = await ask(api.GET("/v1/me"));
    session.csrf = me.csrf_token;
    return me.account;
  },
  staleTime: Infinity,
};
export const useMe = () => useQuery(kMe);

// Whether who is signed in may do what a role may: viewers look, marketers change, admins also let others in.
export function useMay(role: Role): boolean {
  const { data } = useMe();
  return !!data && kLadder.indexOf(data.role) >= kLadder.indexOf(role);
}

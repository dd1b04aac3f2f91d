import { useQuery } from "@tanstack/react-query";
import { api, ApiError, ask, here, type Schema } from "../../api/client";
import { useAsk } from "../../api/asking";

export interface KnownSteps {
  has_catalog: boolean | undefined;  // undefined: not known yet
  model: Schema<"Model"> | null | undefined;
  audiences: number;
  traits: number;
}

// Which of the steps from events to an audience are done.
export function useSteps(status: Schema<"Status">): KnownSteps {
  const catalog = useQuery({
    queryKey: ["home", "catalog"],
    queryFn: async () => {
      try {
        await ask(api.GET("/v1/spaces/{space}/catalog", { params: { path: here } }));
        return true;
      } catch (failure) {
        if (failure instanceof ApiError && failure.status === 404) return false;
        throw failure;
      }
    },
  });
  const models = useAsk(["home", "models"], (signal) => api.GET("/v1/spaces/{space}/models", { params: { path: here }, signal }));
  return {
    has_catalog: catalog.data,
    model: models.data && (models.data.data.find((model) => model.held_back === null) ?? null),
    audiences: status.audiences,
    traits: status.traits,
  };
}

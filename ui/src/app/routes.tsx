import { createBrowserRouter, type RouteObject } from "react-router";
import { Broken } from "./Broken";
import { Gate } from "./Gate";
import { Shell } from "./Shell";

type Module = Record<string, unknown>;
// A page in a file of its own, loaded when it is first seen: page("home", () => import(…), "Home").
const page = (path: string, load: () => Promise<Module>, name: string): RouteObject => ({
  path,
  hydrateFallbackElement: <></>,
  lazy: async () => ({ Component: (await load())[name] as React.ComponentType }),
});

// Every place that has an address, in the order of the navigation.
export const router = createBrowserRouter([
  page("/setup", () => import("../pages/entry/Setup"), "Setup"),
  page("/sign-in", () => import("../pages/entry/SignIn"), "SignIn"),
  page("/invitation", () => import("../pages/entry/Invitation"), "Invitation"),
  {
    element: <Gate><Shell /></Gate>,
    errorElement: <Broken />,
    children: [
      page("/", () => import("../pages/home/Home"), "Home"),
      page("/audiences", () => import("../pages/audiences/Audiences"), "Audiences"),
      page("/audiences/new", () => import("../pages/audiences/NewAudience"), "NewAudience"),
      page("/audiences/:id", () => import("../pages/audiences/AudiencePage"), "AudiencePage"),
      page("/recommended", () => import("../pages/recommended/Recommended"), "Recommended"),
      page("/recommended/new", () => import("../pages/recommended/NewRecommended"), "NewRecommended"),
      page("/recommended/:id", () => import("../pages/recommended/TraitPage"), "TraitPage"),
      page("/profiles", () => import("../pages/profiles/Profiles"), "Profiles"),
      page("/profiles/:id", () => import("../pages/profiles/ProfilePage"), "ProfilePage"),
      page("/connect", () => import("../pages/connect/Connect"), "Connect"),
      page("/import", () => import("../pages/import/Import"), "Import"),
      page("/catalog", () => import("../pages/catalog/Catalog"), "Catalog"),
      page("/items", () => import("../pages/items/Items"), "Items"),
      page("/items/:id", () => import("../pages/items/ItemPage"), "ItemPage"),
      page("/quality", () => import("../pages/quality/Quality"), "Quality"),
      page("/sources", () => import("../pages/sources/Sources"), "Sources"),
      page("/sources/debugger", () => import("../pages/sources/Debugger"), "Debugger"),
      page("/sources/:id", () => import("../pages/sources/SourcePage"), "SourcePage"),
      page("/runs", () => import("../pages/runs/Runs"), "Runs"),
      page("/runs/:id", () => import("../pages/runs/RunPage"), "RunPage"),
      page("/settings/:tab?", () => import("../pages/settings/Settings"), "Settings"),
      page("*", () => import("./Missing"), "Missing"),
    ],
  },
], { basename: "/app" });

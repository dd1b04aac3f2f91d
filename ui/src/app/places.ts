// The navigation: what a marketer does first, what it rests on, and what keeps it running.
export const kPlaces = [
  {
    group: "",
    places: [
      { to: "/", name: "Home" }, { to: "/audiences", name: "Audiences" },
      { to: "/recommended", name: "Recommended items" }, { to: "/profiles", name: "Profiles" },
    ],
  },
  {
    group: "Foundation",
    places: [
      { to: "/catalog", name: "Catalog" }, { to: "/items", name: "Items" }, { to: "/quality", name: "Quality" },
      { to: "/sources", name: "Sources" },
    ],
  },
  { group: "Workshop", places: [{ to: "/runs", name: "Runs" }, { to: "/settings", name: "Settings" }] },
];

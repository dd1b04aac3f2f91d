#include "store/facts.h"

namespace likely {

namespace {

constexpr std::string_view kLiveSince = "live_since", kCodesVersion = "codes_version",
                           kErasures = "erasures", kMergesSettled = "merges_settled";

}  // namespace

Result<std::optional<int64_t>> fact(Sqlite& state, std::string_view key) {
  ASSIGN(const bool known, has_table(state, "facts"));
  if (!known) return std::nullopt;
  ASSIGN(auto select, state.prepare("SELECT value FROM facts WHERE key = ?1"));
  select.bind(1, key);
  ASSIGN(const bool there, select.step());
  return there ? std::optional(select.integer(0)) : std::nullopt;
}

Result<void> set_fact(Sqlite& state, std::string_view key, int64_t value) {
  ASSIGN(auto put, state.prepare("INSERT OR REPLACE INTO facts (key, value) VALUES (?1, ?2)"));
  return put.bind(1, key).bind(2, value).run();
}

Result<void> count_fact(Sqlite& state, std::string_view key) {
  ASSIGN(auto count, state.prepare("INSERT INTO facts (key, value) VALUES (?1, 1) "
                                   "ON CONFLICT (key) DO UPDATE SET value = value + 1"));
  return count.bind(1, key).run();
}

Result<bool> has_table(Sqlite& state, std::string_view table) {
  ASSIGN(auto select,
         state.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1"));
  select.bind(1, table);
  return select.step();
}

Result<std::optional<TimeUs>> live_since(Sqlite& state) { return fact(state, kLiveSince); }

Result<void> set_live_since(Sqlite& state, TimeUs at) {
  ASSIGN(auto insert, state.prepare("INSERT OR IGNORE INTO facts (key, value) VALUES (?1, ?2)"));
  return insert.bind(1, kLiveSince).bind(2, at).run();
}

Result<int64_t> codes_version(Sqlite& state) {
  ASSIGN(const auto version, fact(state, kCodesVersion));
  return version.value_or(0);
}

Result<void> count_codes_change(Sqlite& state) { return count_fact(state, kCodesVersion); }

Result<int64_t> erasures(Sqlite& state) {
  ASSIGN(const auto number, fact(state, kErasures));
  return number.value_or(0);
}

Result<void> count_erasure(Sqlite& state) { return count_fact(state, kErasures); }

Result<bool> merges_are_settled(Sqlite& state) {
  ASSIGN(const auto settled, fact(state, kMergesSettled));
  return settled.has_value();
}

Result<void> set_merges_settled(Sqlite& state) { return set_fact(state, kMergesSettled, 1); }

}  // namespace likely

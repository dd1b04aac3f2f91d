#include "store/refresh_rules.h"

#include <bit>
#include <cstring>

#include "store/facts.h"

namespace likely {

namespace {

static_assert(std::endian::native == std::endian::little, "curves are stored little-endian");

RefreshMode mode_of(std::string_view name) {
  for (const RefreshMode mode : {RefreshMode::kScheduled, RefreshMode::kLive}) {
    if (name == name_of(mode)) return mode;
  }
  return RefreshMode::kSnapshot;
}

std::vector<float> curve_of(std::string_view blob) {
  std::vector<float> curve(blob.size() / sizeof(float));
  if (!curve.empty()) std::memcpy(curve.data(), blob.data(), curve.size() * sizeof(float));
  return curve;
}

}  // namespace

Result<std::map<int64_t, RefreshRule>> refresh_rules(Sqlite& state, std::string_view kind) {
  std::map<int64_t, RefreshRule> rules;
  ASSIGN(const bool known, has_table(state, "refresh_rules"));
  if (!known) return rules;
  ASSIGN(auto select, state.prepare("SELECT id, mode, schedule, line, curve, next_us FROM "
                                    "refresh_rules WHERE kind = ?1"));
  select.bind(1, kind);
  TRY(select.each_row([&](const SqliteStatement& row) {
    RefreshRule& rule = rules[row.integer(0)];
    rule.mode = mode_of(row.text(1));
    rule.schedule = row.text(2);
    if (!row.is_null(3)) rule.line = row.real(3);
    rule.curve = curve_of(row.text(4));
    if (!row.is_null(5)) rule.next = row.integer(5);
  }));
  return rules;
}

Result<void> put_refresh_rule(Sqlite& state, std::string_view kind, int64_t id,
                              const RefreshRule& rule) {
  ASSIGN(auto put,
         state.prepare("INSERT OR REPLACE INTO refresh_rules (kind, id, mode, schedule, line, "
                       "curve, next_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
  const std::string_view curve(reinterpret_cast<const char*>(rule.curve.data()),
                               rule.curve.size() * sizeof(float));
  put.bind(1, kind).bind(2, id).bind(3, name_of(rule.mode)).bind(4, rule.schedule);
  rule.line ? put.bind(5, *rule.line) : put.bind_null(5);
  put.bind_blob(6, curve.empty() ? std::string_view("", 0) : curve);
  rule.next ? put.bind(7, *rule.next) : put.bind_null(7);
  return put.run();
}

Result<void> remove_refresh_rule(Sqlite& state, std::string_view kind, int64_t id) {
  ASSIGN(auto remove, state.prepare("DELETE FROM refresh_rules WHERE kind = ?1 AND id = ?2"));
  return remove.bind(1, kind).bind(2, id).run();
}

}  // namespace likely

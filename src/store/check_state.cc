#include <set>

#include "base/format.h"
#include "store/audit_log.h"
#include "store/integrity.h"
#include "store/state_sum.h"
#include "store/trait_store.h"

namespace likely {

namespace {

// The first rows of a query as words, "" when it has none.
Result<std::string> rows_of(Sqlite& state, const std::string& sql) {
  ASSIGN(auto rows, state.prepare(sql));
  std::string words;
  for (int shown = 0; shown < 3; ++shown) {
    ASSIGN(const bool more, rows.step());
    if (!more) return words;
    words += (words.empty() ? "" : "; ") + std::string(rows.text(0));
  }
  return words;
}

Result<Check> check_file(Space& space) {
  Check check{"state.sqlite", true, ""};
  ASSIGN(const auto fits, state_fits_sum(space.folder()));
  ASSIGN(const std::string structure,
         rows_of(space.state(),
                 "SELECT integrity_check FROM pragma_integrity_check WHERE "
                 "integrity_check <> 'ok'"));
  ASSIGN(const std::string foreign,
         rows_of(space.state(),
                 "SELECT \"table\" || ' row ' || coalesce(rowid, '?') || ' points "
                 "at no ' || parent FROM pragma_foreign_key_check"));
  if (fits && !*fits) {
    check = {check.name, false, "its checksum does not match; restore a backup"};
  } else if (!structure.empty() || !foreign.empty()) {
    check = {check.name, false, structure.empty() ? foreign : structure};
  } else {
    check.detail = fits ? "checksum and structure"
                        : "structure; no checksum, until a command that writes has ended in order";
  }
  return check;
}

// One rule about rows: how many break it, and what it is called when they do.
struct Rule {
  const char* name;
  const char* broken;   // counts those that break it
  const char* wrong;    // what those are
  const char* counted;  // counts what was looked at
  const char* what;     // what that is
};
constexpr Rule kRules[] = {
    {"external ids",
     "SELECT count(*) FROM external_ids WHERE profile NOT IN (SELECT number FROM profiles) OR "
     "profile IN (SELECT number FROM merges)",
     "external ids point at a profile that is missing or was merged away",
     "SELECT count(*) FROM external_ids", "ids"},
    {"merges",
     "SELECT count(*) FROM merges WHERE number NOT IN (SELECT number FROM profiles) OR "
     "into_profile NOT IN (SELECT number FROM profiles) OR into_profile IN (SELECT number FROM "
     "merges)",
     "merges point at a missing profile, or in a chain or circle", "SELECT count(*) FROM merges",
     "merges"},
    {"audience sizes",
     "SELECT count(*) FROM audiences a WHERE status = 'live' AND size <> (SELECT count(*) FROM "
     "audience_members WHERE audience = a.id)",
     "audiences have another size than members; run `likely audience refresh`",
     "SELECT count(*) FROM audiences WHERE status = 'live'", "audiences"},
    {"audience members",
     "SELECT count(*) FROM audience_members WHERE profile NOT IN (SELECT number FROM profiles) OR "
     "profile IN (SELECT number FROM merges)",
     "members point at a profile that is missing or was merged away; run `likely audience refresh`",
     "SELECT count(*) FROM audience_members", "members"},
    {"trait sizes",
     "SELECT count(*) FROM traits t WHERE status = 'live' AND profiles <> (SELECT count(*) FROM "
     "trait_lists WHERE trait = t.id)",
     "traits have another number of lists than they say; run `likely trait refresh`",
     "SELECT count(*) FROM traits WHERE status = 'live'", "traits"},
};

Result<Check> check_rule(Sqlite& state, const Rule& rule) {
  ASSIGN(const int64_t broken, state.number(rule.broken));
  if (broken > 0) return Check{rule.name, false, format("{} {}", broken, rule.wrong)};
  ASSIGN(const int64_t counted, state.number(rule.counted));
  return Check{rule.name, true, format("{} {}", counted, rule.what)};
}

Result<Check> check_lists(Sqlite& state) {
  TraitStore store(state);
  uint64_t lists = 0, wrong = 0;
  ASSIGN(const auto traits, store.list());
  std::set<int64_t> people;
  {
    ASSIGN(auto rows, state.prepare("SELECT DISTINCT profile FROM trait_lists WHERE profile NOT IN "
                                    "(SELECT number FROM profiles) OR profile IN (SELECT number "
                                    "FROM merges)"));
    while (true) {
      ASSIGN(const bool more, rows.step());
      if (!more) break;
      people.insert(rows.integer(0));
    }
  }
  for (const TraitRecord& trait : traits) {
    ASSIGN(const auto values, store.values(trait.id));
    const auto visited = store.each_list(trait.id, [&](const TraitList& list) -> Result<void> {
      bool right = !people.contains(list.profile);
      for (const TraitEntry& entry : list.entries) right = right && values.contains(entry.code);
      ++lists;
      wrong += !right;
      return {};
    });
    if (!visited) return Check{"trait lists", false, visited.error().message};
  }
  if (wrong == 0) return Check{"trait lists", true, format("{} lists", lists)};
  return Check{
      "trait lists", false,
      format("{} lists name a value that is missing, or a profile that is missing or was merged "
             "away; run `likely trait refresh`",
             wrong)};
}

Result<Check> check_audit(Sqlite& state) {
  ASSIGN(const int64_t broken, first_broken_audit(state));
  if (broken > 0) {
    return Check{"audit log", false,
                 format("line {} is not what was written then, or is missing", broken)};
  }
  ASSIGN(const int64_t lines, state.number("SELECT count(*) FROM audit_log"));
  return Check{"audit log", true, format("{} lines", lines)};
}

}  // namespace

Result<std::vector<Check>> check_state(Space& space, Progress& progress) {
  std::vector<Check> checks;
  progress.step("checking the state", std::size(kRules) + 3, "checks");
  const auto add = [&](Result<Check> check, const char* name) {
    checks.push_back(check ? std::move(*check) : Check{name, false, check.error().message});
    progress.at(checks.size());
  };
  add(check_file(space), "state.sqlite");
  for (const Rule& rule : kRules) add(check_rule(space.state(), rule), rule.name);
  add(check_lists(space.state()), "trait lists");
  add(check_audit(space.state()), "audit log");
  return checks;
}

}  // namespace likely

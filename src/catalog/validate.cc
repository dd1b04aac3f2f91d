#include "catalog/validate.h"

#include <algorithm>
#include <unordered_map>

#include "base/format.h"
#include "base/words.h"
#include "catalog/goals.h"
#include "catalog/mapping_file.h"

namespace likely {

namespace {

constexpr double kUsualKey = 0.9;   // below this share of events with a key: a warning
constexpr size_t kShownGroups = 3;  // near-duplicate values named
constexpr size_t kShownBytes = 60;  // of one value

// "97 %", "0.03 %"; never 0 % or 100 % of something else.
std::string percent(uint64_t part, uint64_t whole) {
  const double share =
      whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  if (part == 0 || part == whole || (share >= 10 && share <= 99)) return format("{:.0f} %", share);
  if (share > 99) return "over 99 %";
  if (share >= 0.01) return format("{:.2g} %", share);
  return "under 0.01 %";
}

std::string shown(std::string_view value) {
  if (value.size() <= kShownBytes) return format("\"{}\"", value);
  size_t end = kShownBytes;
  while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xc0) == 0x80) --end;
  return format("\"{}…\"", value.substr(0, end));
}

std::string unknown_event(const std::string& event, std::span<const std::string> names) {
  const auto near = nearest_names(event, names, 1);
  std::string out = format("no event is called {}; names count exactly", shown(event));
  if (!near.empty()) return out + format("; did you mean {}?", shown(near[0]));
  out += ". The events are: ";
  for (size_t i = 0; i < std::min<size_t>(names.size(), 8); ++i) {
    out += (i > 0 ? ", " : "") + shown(names[i]);
  }
  return names.size() > 8 ? out + format(" and {} more", names.size() - 8) : out;
}

void check_rule(const Mapping& mapping, const InteractionRule& rule, const RuleCounts& counts,
                std::vector<MappingWarning>& out) {
  if (counts.events == 0) return;
  const uint64_t with_key = counts.events - counts.without_key;
  if (static_cast<double>(with_key) < kUsualKey * static_cast<double>(counts.events)) {
    out.push_back(
        {"rare_key", format("{}: {} `{}` is there on only {} of its {} events; the others give no "
                            "interaction. Look at the path, or take the one that `likely catalog "
                            "suggest` finds",
                            shown(rule.event), rule.query.empty() ? "the key" : "the query",
                            rule.query.empty() ? rule.key : rule.query,
                            percent(with_key, counts.events), counts.events)});
  }
  for (const ColumnPath& mapped : rule.columns) {
    size_t column = 0;
    while (mapping.columns[column].name != mapped.column) ++column;
    const uint64_t filled = counts.filled[column], unusable = counts.unusable[column];
    if (unusable > 0) {
      out.push_back({"not_a_number",
                     format("{}: {} of the values that `{}` gives the column {} are not numbers; "
                            "they count as absent. If it is no number at all, write types.{} = "
                            "\"text\"",
                            shown(rule.event), percent(unusable, filled + unusable), mapped.path,
                            mapped.column, toml_text(mapped.column))});
    } else if (filled == 0 && counts.rows > 0) {
      out.push_back({"empty_column", format("{}: nothing is found at `{}` for the column {}; look "
                                            "at the path, or leave it out here",
                                            shown(rule.event), mapped.path, mapped.column)});
    }
  }
}

}  // namespace

std::vector<MappingWarning> check_events(const Mapping& mapping,
                                         std::span<const EventCount> events) {
  std::vector<MappingWarning> out;
  const size_t count = mapping.rules.size();
  if (count < kFewInteractions) {
    out.push_back({"few_interactions",
                   format("{} interaction event{} mapped; 3 to 7 tell more about people, if the "
                          "data has them",
                          count, count == 1 ? "" : "s")});
  }
  if (count > kManyInteractions) {
    out.push_back({"many_interactions",
                   format("{} interaction events mapped; 3 to 7 are recommended: the rarest and "
                          "the least telling ones add little",
                          count)});
  }
  const auto goals = goals_of(mapping.rules);
  if (std::ranges::none_of(goals, [](bool goal) { return goal; })) {
    out.push_back({"no_goal", "no interaction counts as engagement; write goal = true at one"});
  }
  if (events.empty()) {
    out.push_back({"no_events",
                   "there are no events yet, so nothing could be checked; `likely import` brings "
                   "them in, and this mapping is applied to them"});
    return out;
  }
  std::vector<std::string> names;
  for (const auto& event : events) names.push_back(event.name);
  for (const auto& rule : mapping.rules) {
    if (std::ranges::find(names, rule.event) == names.end()) {
      out.push_back({"unknown_event", unknown_event(rule.event, names)});
    }
  }
  return out;
}

std::vector<MappingWarning> check_counts(const Mapping& mapping,
                                         std::span<const RuleCounts> counts) {
  std::vector<MappingWarning> out;
  for (size_t i = 0; i < mapping.rules.size(); ++i) {
    check_rule(mapping, mapping.rules[i], counts[i], out);
  }
  return out;
}

std::vector<MappingWarning> check_values(std::string_view column, const Dictionary& values,
                                         std::span<const uint64_t> uses) {
  std::unordered_map<uint64_t, std::vector<uint32_t>> alike;
  for (uint32_t code = 0; code < values.size(); ++code) {
    alike[hash64(normalise(values.text(code)))].push_back(code);
  }
  struct Group {
    uint64_t rows = 0;
    std::vector<uint32_t> codes;
  };
  std::vector<Group> groups;
  for (auto& [hash, codes] : alike) {
    if (codes.size() < 2) continue;
    Group group{.codes = std::move(codes)};
    for (const uint32_t code : group.codes) group.rows += uses[code];
    std::ranges::sort(group.codes, [&](uint32_t a, uint32_t b) {
      return std::tuple(uses[b], values.text(a)) < std::tuple(uses[a], values.text(b));
    });
    groups.push_back(std::move(group));
  }
  if (groups.empty()) return {};
  std::ranges::sort(groups, [&](const Group& a, const Group& b) {
    return std::tuple(b.rows, values.text(a.codes[0])) <
           std::tuple(a.rows, values.text(b.codes[0]));
  });
  std::string text;
  for (size_t i = 0; i < std::min(groups.size(), kShownGroups); ++i) {
    if (i > 0) text += "; ";
    for (size_t j = 0; j < std::min<size_t>(groups[i].codes.size(), 3); ++j) {
      const uint32_t code = groups[i].codes[j];
      text += format("{}{} ({})", j > 0 ? ", " : "", shown(values.text(code)), uses[code]);
    }
  }
  if (groups.size() > kShownGroups) text += format("; and {} more", groups.size() - kShownGroups);
  return {{"near_duplicates",
           format("{}: some values differ only by case or spaces, and are different to every "
                  "audience: {}. Clean them where the events are made",
                  column, text)}};
}

}  // namespace likely

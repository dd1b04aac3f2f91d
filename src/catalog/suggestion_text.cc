#include "catalog/suggestion_text.h"

#include <algorithm>
#include <numeric>

#include "base/format.h"
#include "base/utf8.h"
#include "catalog/mapping_file.h"

namespace likely {

namespace {

constexpr size_t kShownValues = 3;
constexpr size_t kShownBytes = 40;  // of one value
constexpr size_t kCommentAt = 64;   // where comments begin, when there is room

// Control characters end a TOML comment or are refused in it.
std::string shown(std::string_view value) {
  const bool cut = value.size() > kShownBytes;
  std::string text = toml_text(cut ? utf8_prefix(value, kShownBytes) : value);
  if (cut) text.insert(text.size() - 1, "…");
  return text;
}

std::string thousands(uint64_t number) {
  std::string text = std::to_string(number);
  for (size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

std::string percent(uint64_t part, uint64_t whole) {
  const double share =
      whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
  if (part > 0 && share < 1) return "under 1 %";
  if (part < whole && share >= 99) return "over 99 %";
  return format("{:.0f} %", share);
}

std::string samples_of(const PathShape& path) {
  std::vector<uint32_t> order(path.values.size());
  std::iota(order.begin(), order.end(), 0u);
  const size_t count = std::min(kShownValues, order.size());
  std::ranges::partial_sort(
      order, order.begin() + static_cast<ptrdiff_t>(count), [&](uint32_t a, uint32_t b) {
        return path.uses[a] != path.uses[b] ? path.uses[a] > path.uses[b] : a < b;
      });
  std::string out;
  for (size_t i = 0; i < count; ++i) {
    out += format("{}{}", i > 0 ? ", " : "", shown(path.values.text(order[i])));
  }
  return out;
}

class Writer {
 public:
  Writer(std::string& out, const SuggestedRule& from)
      : out_(out), rule_(*from.rule), shape_(*from.shape) {}

  void write() {
    out_ += "\n[[interaction]]\n";
    line("event = " + toml_text(rule_.event),
         thousands(shape_.count) + (shape_.count == 1 ? " event" : " events"));
    path_line("key", rule_.key);
    if (rule_.goal == true) line("goal = true", "counts as engagement");
    for (const auto& column : rule_.columns) {
      path_line("columns." + toml_text(column.column), column.path);
    }
    path_line("quantity", rule_.quantity);
    path_line("query", rule_.query);
    if (rule_.effect == Effect::kRemoves) line("effect = \"removes\"", "it takes back");
  }

 private:
  void line(std::string text, const std::string& comment) {
    if (text.size() < kCommentAt) text.resize(kCommentAt, ' ');
    out_ += format("{}  # {}\n", text, comment);
  }

  void path_line(const std::string& field, const std::string& path) {
    if (path.empty()) return;
    const auto found =
        std::ranges::find_if(shape_.paths, [&](const auto& known) { return known.text() == path; });
    std::string comment;
    if (found != shape_.paths.end()) {
      const auto& at = *found;
      comment = format("on {}; ", percent(at.events, shape_.samples));
      comment += format("{} value{}: {}", thousands(at.values.size()),
                        at.values.size() == 1 ? "" : "s", samples_of(at));
      if (field == "quantity" && at.negative > 0) comment += "; negative ones take back";
    }
    line(format("{} = {}", field, toml_text(path)), comment);
  }

  std::string& out_;
  const InteractionRule& rule_;
  const EventShape& shape_;
};

}  // namespace

std::string suggestion_toml(std::span<const SuggestedRule> rules,
                            std::span<const Suggestion::LeftOut> left_out) {
  std::string out =
      "# Proposed from the events. Look it over, change what you know better, then:\n"
      "#   likely catalog set FILE\n"
      "# \"on N %\": of the events looked at (a sample of each); values are the most frequent.\n";
  if (!left_out.empty()) out += "#\n# Left out:\n";
  constexpr size_t kMostLines = 20;
  for (size_t i = 0; i < std::min(left_out.size(), kMostLines); ++i) {
    out += format("#   {}: {}\n", shown(left_out[i].event), left_out[i].why);
  }
  if (left_out.size() > kMostLines)
    out += format("#   and {} more\n", left_out.size() - kMostLines);
  for (const auto& rule : rules) Writer(out, rule).write();
  return out;
}

}  // namespace likely

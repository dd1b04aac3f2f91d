#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "base/format.h"
#include "models/column_model.h"

namespace likely {

namespace {

constexpr size_t kMostSimilar = 5;
constexpr double kSimilarEnough = 0.34;  // Jaccard of the words of two names

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Letters lowered, runs of spaces as one, none at the ends: "keyboards " → "keyboards".
std::string folded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\t';
    if (space && (out.empty() || out.back() == ' ')) continue;
    out += space ? ' ' : lower(c);
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// Words with at least one letter, lowered, distinct and sorted.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto end = [&] {
    const bool letters = std::any_of(word.begin(), word.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    });
    if (letters) words.push_back(word);
    word.clear();
  };
  for (const char c : text) {
    const char l = lower(c);
    const bool part =
        (l >= 'a' && l <= 'z') || (l >= '0' && l <= '9') || static_cast<unsigned char>(l) >= 0x80;
    if (part) {
      word += l;
    } else {
      end();
    }
  }
  end();
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

double jaccard(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<std::string> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  const size_t all = a.size() + b.size() - both.size();
  return all == 0 ? 0 : static_cast<double>(both.size()) / static_cast<double>(all);
}

Evidence evidence_of(const ValueStats& stats) {
  if (stats.touched >= 100 && stats.converted >= 20) return Evidence::kStrong;
  if (stats.touched >= 20 && stats.converted >= 5) return Evidence::kSome;
  return Evidence::kWeak;
}

std::optional<double> parse_number(std::string_view text) {
  double value;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

// "a..b" or one number; the known bands that it overlaps, by the share of each that it covers.
void find_band(const ColumnData& column, Target& target) {
  const size_t dots = target.text.find("..");
  const std::string_view text = target.text;
  const auto from = parse_number(text.substr(0, dots));
  const auto to = dots == std::string::npos ? from : parse_number(text.substr(dots + 2));
  if (!from || !to || *to < *from || column.bounds.size() < 2) {
    target.assumed = "not a number or a band \"from..to\"; taken as a value never seen";
    return;
  }
  target.band = {*from, *to};
  for (size_t k = 0; k + 1 < column.bounds.size(); ++k) {
    const double low = column.bounds[k], high = column.bounds[k + 1];
    const double overlap = std::min(*to, high) - std::max(*from, low);
    const bool inside = *from == *to && *from >= low && *from < high;
    if (overlap > 0 || inside) {
      target.stand_ins.emplace_back(static_cast<uint32_t>(k),
                                    inside ? 1.0f : static_cast<float>(overlap / (high - low)));
    }
  }
  if (target.stand_ins.empty()) {
    target.assumed = "no known price lies in this band; taken as a value never seen";
    return;
  }
  target.evidence = Evidence::kSome;
  target.assumed = dots == std::string::npos ? format("the band {} that holds this number",
                                                      column.value(target.stand_ins.front().first))
                                             : "put together from the known bands that it overlaps";
}

void find_similar_names(const ModelData& data, size_t number, Target& target) {
  const ColumnData& column = data.columns[number];
  const auto& values = data.state.columns[number].values;
  const std::vector<std::string> words = words_of(target.text);
  std::vector<std::pair<double, uint32_t>> close;
  if (!words.empty()) {
    for (uint32_t v = 0; v < column.values(); ++v) {
      if (values[v].touched == 0) continue;
      const double similarity = jaccard(words, words_of(column.value(v)));
      if (similarity >= kSimilarEnough) close.emplace_back(-similarity, v);
    }
  }
  std::sort(close.begin(), close.end());
  if (close.size() > kMostSimilar) close.resize(kMostSimilar);
  double sum = 0;
  for (const auto& [similarity, value] : close) sum -= similarity;
  for (const auto& [similarity, value] : close) {
    target.stand_ins.emplace_back(value, static_cast<float>(-similarity / sum));
  }
  if (close.empty()) {
    target.evidence = Evidence::kNone;
    target.assumed = "never seen; ranked by each person's general interest in new values";
  } else {
    target.evidence = Evidence::kWeak;
    target.assumed = format(
        "never seen; taken to be like {} known value{} with similar names, "
        "first \"{}\"",
        close.size(), close.size() == 1 ? "" : "s", column.value(close.front().second));
  }
}

// A value of the item feed that no one touched yet: its parents are known.
void assume_from_parents(const ModelData& data, size_t number, Target& target) {
  const ColumnState& state = data.state.columns[number];
  std::string known;
  for (const auto& parent : state.parents) {
    const uint32_t code = parent.of_value[target.code];
    if (code == kNoValue) continue;
    const ColumnData& column = data.columns[parent.column];
    known += format("{}{} = {}", known.empty() ? "" : ", ", column.name, column.value(code));
  }
  target.evidence = known.empty() ? Evidence::kNone : Evidence::kWeak;
  target.assumed = known.empty()
                       ? "known from the item feed, touched by no one; ranked by each person's "
                         "general interest in new values"
                       : format(
                             "known from the item feed, touched by no one; interest taken from "
                             "{}",
                             known);
}

}  // namespace

uint32_t find_code(const ColumnData& column, std::string_view text) {
  if (column.numeric) {
    for (uint32_t v = 0; v < column.values(); ++v) {
      if (column.value(v) == text) return v;
    }
    return kNoValue;
  }
  uint32_t low = 0, high = static_cast<uint32_t>(column.values());
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (column.value(middle) < text) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < column.values() && column.value(low) == text ? low : kNoValue;
}

Target find_target(const ModelData& data, size_t number, std::string_view text) {
  const ColumnData& column = data.columns[number];
  Target target;
  target.text = std::string(text);
  target.code = find_code(column, text);
  if (target.code != kNoValue) {
    if (column.numeric) target.band = {column.bounds[target.code], column.bounds[target.code + 1]};
    const ValueStats& stats = data.state.columns[number].values[target.code];
    if (stats.touched > 0) {
      target.evidence = evidence_of(stats);
    } else {
      assume_from_parents(data, number, target);
    }
  } else if (column.numeric) {
    find_band(column, target);
  } else {
    find_similar_names(data, number, target);
  }
  if (!column.numeric) {
    const std::string wanted = folded(text);
    for (uint32_t v = 0; v < column.values() && target.similar.size() < kMostSimilar; ++v) {
      if (v != target.code && folded(column.value(v)) == wanted) {
        target.similar.emplace_back(column.value(v));
      }
    }
  }
  return target;
}

}  // namespace likely

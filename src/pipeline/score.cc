#include "pipeline/score.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>

#include "audiences/selection.h"
#include "base/format.h"
#include "base/utf8.h"
#include "pipeline/population.h"
#include "store/atomic_file.h"
#include "store/profile_ids.h"
#include "store/table_writer.h"

namespace likely {
namespace {

// The lines of a file, without empty ones.
std::vector<std::string> lines_of(const std::string& bytes) {
  std::vector<std::string> lines;
  for (size_t begin = 0; begin < bytes.size();) {
    const size_t end = std::min(bytes.find('\n', begin), bytes.size());
    if (end > begin) lines.push_back(bytes.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

// What is asked for, each value once, in the order given.
Result<std::vector<std::string>> values_asked(const ScoreOptions& options,
                                              const ColumnModel& column) {
  std::vector<std::string> asked = options.values;
  if (!options.values_file.empty()) {
    ASSIGN(const std::string bytes, read_file(options.values_file));
    const auto lines = lines_of(bytes);
    if (lines.empty()) {
      return fail_field(
          ErrorCode::kUsage, "values",
          format("{}: the file holds no value; write one a line", options.values_file));
    }
    asked.insert(asked.end(), lines.begin(), lines.end());
  }
  if (asked.empty()) {
    for (uint32_t code = 0; code < column.value_count(); ++code) {
      asked.emplace_back(column.value(code));
    }
  }
  std::unordered_set<std::string> seen;
  std::erase_if(asked, [&](const std::string& value) { return !seen.insert(value).second; });
  return asked;
}

Result<void> check_pairs(const ScoreOptions& options, uint64_t values, uint64_t profiles) {
  const uint64_t each = std::min(options.top.value_or(profiles), profiles);
  if (options.top || each == 0 || values <= kMaxPairs / each) return {};
  return fail(ErrorCode::kUsage,
              format("{} values for {} profiles are more than {} rows; say with --top N how many "
                     "profiles a value, or name values with --value or --values",
                     values, profiles, kMaxPairs));
}

// The words that rows point into: ids of all eligible profiles, and the values as UTF-8.
struct Words {
  std::shared_ptr<const std::vector<std::string>> profile_ids, user_ids, values;
};

Result<Words> words_of(Sqlite& state, const Population& population,
                       const std::vector<std::string>& asked) {
  std::vector<ProfileNumber> numbers(population.size());
  for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = population.number(i);
  ASSIGN(auto names, profile_names(state, numbers));
  std::vector<std::string> profile_ids, user_ids, values;
  for (auto& name : names) {
    profile_ids.push_back(std::move(name.profile_id));
    user_ids.push_back(std::move(name.user_id));
  }
  for (const auto& value : asked) values.push_back(utf8_prefix(value, value.size()));
  using List = const std::vector<std::string>;
  return Words{std::make_shared<List>(std::move(profile_ids)),
               std::make_shared<List>(std::move(user_ids)),
               std::make_shared<List>(std::move(values))};
}

// The rows of one value: everybody by number, or the likeliest first.
TableBatch rows_of(const Words& words, uint32_t value, std::vector<float> probabilities,
                   std::optional<uint64_t> top) {
  std::vector<uint32_t> who;
  if (top) {
    who = rank_profiles(probabilities);
    who.resize(std::min<uint64_t>(*top, who.size()));
    std::vector<float> picked;
    for (const uint32_t i : who) picked.push_back(probabilities[i]);
    probabilities = std::move(picked);
  } else {
    who.resize(probabilities.size());
    std::iota(who.begin(), who.end(), 0u);
  }
  const std::vector<uint32_t> values(who.size(), value);
  return {TextCells{words.profile_ids, who}, TextCells{words.user_ids, who},
          TextCells{words.values, values}, std::move(probabilities)};
}

}  // namespace

Result<ScoreReport> score_values(const Place& place, const ScoreOptions& options,
                                 Progress& progress) {
  TRY(check_table_path(options.out));
  ASSIGN(const LoadedModel loaded, LoadedModel::open(place, options.model, Access::kRead));
  ASSIGN(const ColumnModel* column, loaded.column(options.column));
  ASSIGN(const auto asked, values_asked(options, *column));
  ASSIGN(const Population population,
         Population::of(loaded.space->state(), *loaded.model, options.known_only));
  TRY(check_pairs(options, asked.size(), population.size()));
  ASSIGN(const Words words, words_of(loaded.space->state(), population, asked));
  ASSIGN(
      const auto writer,
      TableWriter::create(
          options.out, {{"profile_id"}, {"user_id"}, {"value"}, {"probability", CellType::kReal}}));
  ScoreReport report{.values = asked.size(),
                     .profiles = population.size(),
                     .out = options.out,
                     .model = loaded.summary};
  progress.step("scoring", asked.size(), "values");
  for (uint32_t i = 0; i < asked.size(); ++i) {
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "scoring was stopped");
    const Target target = column->find(asked[i]);
    report.unseen += target.code == kNoValue && !target.band;
    std::vector<float> probabilities(loaded.model->profiles().size());
    column->score_target(target, place.threads, probabilities);
    TableBatch batch = rows_of(words, i, population.pick(std::move(probabilities)), options.top);
    report.rows += std::get<std::vector<float>>(batch[3]).size();
    TRY(writer->write(std::move(batch)));
    progress.at(i + 1);
  }
  TRY(writer->finish());
  return report;
}

}  // namespace likely

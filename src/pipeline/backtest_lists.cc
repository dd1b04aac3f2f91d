#include "pipeline/backtest_lists.h"

#include <algorithm>

#include "base/threads.h"

namespace likely {
namespace {

constexpr size_t kMostCustomers = 5'000;
constexpr size_t kList = 10;

// Per profile: the values it touched before the cut, with their touches, and those it then bought.
struct Person {
  std::vector<std::pair<uint32_t, std::vector<Touch>>> touched;  // by value
  std::vector<uint32_t> bought;                                  // ascending
};

std::vector<Person> people_of(const PastWindow& window, const std::vector<uint32_t>& profiles) {
  std::vector<uint32_t> position(window.profile_count(), kNoValue);
  for (uint32_t i = 0; i < profiles.size(); ++i) position[profiles[i]] = i;
  std::vector<Person> people(profiles.size());
  for (uint32_t value = 0; value < window.value_count(); ++value) {
    for (const uint32_t buyer : window.buyers(value)) {
      if (position[buyer] != kNoValue) people[position[buyer]].bought.push_back(value);
    }
    for (const Touch& touch : window.touches(value)) {
      if (position[touch.profile] == kNoValue) continue;
      auto& touched = people[position[touch.profile]].touched;
      if (touched.empty() || touched.back().first != value) touched.push_back({value, {}});
      touched.back().second.push_back(touch);
    }
  }
  return people;
}

// People who touched each value in the 30 days before the cut.
std::vector<uint32_t> popularity_of(const PastWindow& window) {
  std::vector<uint32_t> popularity(window.value_count());
  for (uint32_t value = 0; value < window.value_count(); ++value) {
    uint32_t last = kNoValue;
    for (const Touch& touch : window.touches(value)) {
      if (touch.at < window.cut() - 30 * kDayUs || touch.profile == last) continue;
      last = touch.profile;
      ++popularity[value];
    }
  }
  return popularity;
}

std::vector<uint32_t> top_values(std::vector<std::pair<double, uint32_t>> scored) {
  const size_t count = std::min(kList, scored.size());
  std::partial_sort(scored.begin(), scored.begin() + static_cast<ptrdiff_t>(count), scored.end(),
                    [](const auto& a, const auto& b) {
                      return a.first != b.first ? a.first > b.first : a.second < b.second;
                    });
  std::vector<uint32_t> values;
  for (size_t i = 0; i < count; ++i) values.push_back(scored[i].second);
  return values;
}

std::vector<uint32_t> list_by_rule(const Person& person, size_t rule, TimeUs cut,
                                   const std::vector<uint32_t>& popularity,
                                   const std::vector<uint32_t>& popular) {
  std::vector<std::pair<double, uint32_t>> scored;
  if (rule > 0) {
    for (const auto& [value, touches] : person.touched) {
      scored.emplace_back(own_score(touches, rule, cut) + 1e-6 * popularity[value], value);
    }
  }
  auto list = top_values(std::move(scored));
  for (const uint32_t value : popular) {
    if (list.size() == kList) break;
    if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
  }
  return list;
}

ListMetrics judge_list(const std::vector<uint32_t>& list, const Person& person) {
  std::vector<bool> hits;
  for (const uint32_t value : list) {
    hits.push_back(std::binary_search(person.bought.begin(), person.bought.end(), value));
  }
  return list_metrics(hits, person.bought.size(), kList);
}

}  // namespace

void judge_lists(const ColumnModel& column, const PastWindow& window, int threads,
                 Progress& progress, ColumnBacktest& result) {
  std::vector<bool> bought(window.profile_count());
  for (uint32_t value = 0; value < window.value_count(); ++value) {
    for (const uint32_t buyer : window.buyers(value)) bought[buyer] = true;
  }
  std::vector<uint32_t> profiles;
  for (uint32_t i = 0; i < bought.size(); ++i) {
    if (bought[i]) profiles.push_back(i);
  }
  profiles = sample_numbers(std::move(profiles), kMostCustomers);
  result.customers = profiles.size();
  const auto people = people_of(window, profiles);
  const auto popularity = popularity_of(window);
  std::vector<std::pair<double, uint32_t>> by_popularity;
  for (uint32_t value = 0; value < popularity.size(); ++value) {
    if (popularity[value] > 0) by_popularity.emplace_back(popularity[value], value);
  }
  const auto popular = top_values(std::move(by_popularity));
  std::vector<std::vector<ListMetrics>> metrics(profiles.size());
  progress.step("judging lists of " + result.name, profiles.size(), "people");
  parallel_for(threads, profiles.size(), 16, [&](size_t begin, size_t end, int) {
    for (size_t i = begin; i < end && !progress.cancelled(); ++i) {
      std::vector<uint32_t> list;
      for (const auto& best : column.best_values(profiles[i], kList, {})) list.push_back(best.code);
      metrics[i].push_back(judge_list(list, people[i]));
      for (size_t rule = 0; rule < kRules; ++rule) {
        metrics[i].push_back(judge_list(
            list_by_rule(people[i], rule, window.cut(), popularity, popular), people[i]));
      }
    }
    progress.at(end);
  });
  for (const auto& of_person : metrics) {
    for (size_t m = 0; m < of_person.size(); ++m) {
      result.methods[m].trait.ndcg += of_person[m].ndcg / static_cast<double>(profiles.size());
      result.methods[m].trait.recall += of_person[m].recall / static_cast<double>(profiles.size());
    }
  }
}

}  // namespace likely

#include "generator/generator.h"

#include <algorithm>

#include "base/format.h"
#include "base/hash.h"
#include "generator/site.h"
#include "generator/spoilt.h"

namespace likely {

namespace {

constexpr uint64_t kBlock = 20'000;  // customers that are held in memory at once
constexpr uint64_t kMostCustomers = 200'000'000;
constexpr uint32_t kMostItems = 1'000'000;
constexpr int kMostDays = 3'650;
constexpr uint64_t kRepeatEvery = 1'500;  // about one call in so many is sent twice

GeneratorOptions complete(GeneratorOptions options) {
  const bool store = options.kind == SiteKind::kStore;
  if (options.items == 0) options.items = store ? 1'200 : 4'000;
  if (options.days == 0) options.days = store ? 546 : 180;
  return options;
}

Result<void> check_size(std::string_view what, uint64_t asked, uint64_t least, uint64_t most) {
  if (asked >= least && asked <= most) return {};
  return fail(ErrorCode::kUsage,
              format("cannot generate {} {}; ask for {} to {}", asked, what, least, most));
}

Almanac make_almanac(int days) {
  Almanac almanac;
  almanac.first_day = kGeneratedEnd - days * kDayUs;
  for (int day = 0; day < days; ++day) {
    almanac.days.push_back(calendar_day(almanac.first_day / kDayUs + day));
  }
  return almanac;
}

// Writes one block's deeds, some of them twice, and in the first block the spoilt lines between.
Result<void> write_block(Site& site, uint64_t block, uint64_t seed, std::span<const Deed> deeds,
                         std::span<const OrderLine> order_lines, const GeneratorSink& sink,
                         Generated& counts) {
  const auto spoilt = block == 0 ? spoilt_lines() : std::span<const std::string_view>();
  size_t next_spoilt = 0;
  for (size_t i = 0; i < deeds.size(); ++i) {
    if (next_spoilt < spoilt.size() && i == deeds.size() * next_spoilt / spoilt.size()) {
      TRY(sink.event(spoilt[next_spoilt++]));
      ++counts.spoilt;
    }
    const std::string_view line = site.line(deeds[i], order_lines);
    TRY(sink.event(line));
    ++counts.events;
    if (mix64(seed ^ deeds[i].person, deeds[i].ordinal) % kRepeatEvery == 0) {
      TRY(sink.event(line));
      ++counts.repeated;
    }
  }
  return {};
}

}  // namespace

std::optional<SiteKind> site_kind_of(std::string_view name) {
  if (name == "store") return SiteKind::kStore;
  if (name == "articles") return SiteKind::kArticles;
  return std::nullopt;
}

Result<void> check_sizes(const GeneratorOptions& asked) {
  const GeneratorOptions options = complete(asked);
  TRY(check_size("customers", options.customers, 1, kMostCustomers));
  TRY(check_size("items", options.items, 100, kMostItems));
  if (options.days < 7 || options.days > kMostDays) {
    return fail(ErrorCode::kUsage,
                format("cannot generate {} days; ask for 7 to {}", options.days, kMostDays));
  }
  return {};
}

Result<Generated> generate(const GeneratorOptions& asked, const GeneratorSink& sink,
                           Progress& progress) {
  TRY(check_sizes(asked));
  const GeneratorOptions options = complete(asked);
  const auto site = options.kind == SiteKind::kStore
                        ? make_store(options, make_almanac(options.days))
                        : make_content_site(options, make_almanac(options.days));
  Generated counts;
  counts.first_day = kGeneratedEnd - options.days * kDayUs;
  TRY(site->feed(sink, counts));

  progress.step("generating", options.customers, "customers");
  std::vector<Deed> deeds;
  std::vector<OrderLine> order_lines;
  for (uint64_t begin = 0; begin < options.customers; begin += kBlock) {
    const uint64_t end = std::min(options.customers, begin + kBlock);
    deeds.clear();
    order_lines.clear();
    for (uint64_t person = begin; person < end; ++person) {
      site->live(person, deeds, order_lines);
    }
    // What would happen after the end has not happened yet.
    std::erase_if(deeds, [](const Deed& deed) { return deed.at >= kGeneratedEnd; });
    std::ranges::sort(deeds, earlier);
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "generating was stopped");
    TRY(write_block(*site, begin / kBlock, options.seed, deeds, order_lines, sink, counts));
    progress.at(end);
  }
  counts.lines = counts.events + counts.repeated + counts.spoilt;
  return counts;
}

}  // namespace likely

#include "store/interaction_loader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/format.h"
#include "base/threads.h"
#include "store/interaction_store.h"
#include "store/item_feed.h"

namespace likely {

namespace {

constexpr float kNoNumber = std::numeric_limits<float>::quiet_NaN();

// The columns of interactions_<v> that are read, in this order, before those of the mapping.
enum Fixed { kProfile, kAt, kId, kElement, kRule, kEffect, kQuantity, kQuery, kFirstText };

// The rank of every code when values are sorted by bytes.
std::vector<uint32_t> ranks_of(const Dictionary& values) {
  std::vector<uint32_t> order(values.size()), rank(values.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::sort(order, [&](uint32_t a, uint32_t b) { return values.text(a) < values.text(b); });
  for (uint32_t i = 0; i < order.size(); ++i) rank[order[i]] = i;
  return rank;
}

// Loads one mapping version; its methods run once, in order.
class Loader {
 public:
  Loader(Space& space, Warehouse& warehouse, const InteractionSource& source, int threads)
      : space_(space), connection_(warehouse.connection()), source_(source), threads_(threads) {
    for (const auto& column : source.columns) {
      if (column.type == ColumnType::kNumber) {
        out_.numbers.push_back({.name = column.name});
      } else {
        out_.texts.push_back({.name = column.name});
      }
    }
    out_.rules = source.rules;
  }

  Result<Interactions> load() {
    TRY(load_values());
    TRY(load_survivors());
    TRY(count_rows());
    TRY(place_rows());
    sort_profiles();
    fill_from_feed();
    ASSIGN(out_.last_event, connection_.number("SELECT max(at_us) FROM events"));
    return std::move(out_);
  }

 private:
  Result<void> load_values() {
    ASSIGN(auto values, read_values(connection_, source_.version, out_.texts.size()));
    const Dictionary queries = std::move(values.back());
    values.pop_back();
    ASSIGN(const ItemFeed feed, read_item_feed(space_.state(), source_.columns, values));
    for (size_t i = 0; i < values.size(); ++i) {
      ranks_.push_back(ranks_of(values[i]));
      out_.texts[i].values.resize(values[i].size());
      for (uint32_t code = 0; code < values[i].size(); ++code) {
        out_.texts[i].values[ranks_[i][code]] = values[i].text(code);
      }
    }
    take_feed(feed);
    matches_.resize(queries.size());
    if (queries.size() == 0 || !source_.searches) return {};
    const SearchMatcher matcher = source_.searches(out_.texts);
    parallel_for(threads_, queries.size(), 256, [&](size_t begin, size_t end, int) {
      for (size_t i = begin; i < end; ++i) {
        matches_[i] = matcher(queries.text(static_cast<uint32_t>(i)));
      }
    });
    return {};
  }

  void take_feed(const ItemFeed& feed) {
    if (feed.product.empty()) return;
    const size_t products = out_.texts[0].values.size();
    for (size_t i = 1; i < out_.texts.size(); ++i) {
      auto& of_item = out_.texts[i].of_item;
      of_item.assign(products, kNoValue);
      for (size_t item = 0; item < feed.product.size(); ++item) {
        const uint32_t code = feed.texts[i][item];
        if (code != kNoValue) of_item[ranks_[0][feed.product[item]]] = ranks_[i][code];
      }
    }
    for (size_t i = 0; i < out_.numbers.size(); ++i) {
      auto& of_item = out_.numbers[i].of_item;
      of_item.assign(products, kNoNumber);
      for (size_t item = 0; item < feed.product.size(); ++item) {
        of_item[ranks_[0][feed.product[item]]] = feed.numbers[i][item];
      }
    }
  }

  Result<void> load_survivors() {
    ASSIGN(const int64_t last, space_.state().number("SELECT max(number) FROM profiles"));
    survivor_.resize(static_cast<size_t>(last) + 1);
    std::iota(survivor_.begin(), survivor_.end(), 0u);
    ASSIGN(auto merges, space_.state().prepare("SELECT number, into_profile FROM merges"));
    while (true) {
      ASSIGN(const bool more, merges.step());
      if (!more) return {};
      const auto number = static_cast<size_t>(merges.integer(0));
      if (number < survivor_.size()) {
        survivor_[number] = static_cast<ProfileNumber>(merges.integer(1));
      }
    }
  }

  // An event may carry a number that no profile has (kept out of profiles): nobody's.
  bool counts(ProfileNumber profile) const { return profile < survivor_.size(); }

  size_t copies(bool is_search, uint32_t query) const {
    return is_search ? matches_[query].size() : 1;
  }

  Result<void> count_rows() {
    ASSIGN(auto rows, connection_.stream(format("SELECT profile, query FROM {}",
                                                interactions_table(source_.version))));
    std::vector<uint64_t> count(survivor_.size());
    DuckChunk chunk;
    while (true) {
      ASSIGN(const bool more, rows.next(chunk));
      if (!more) break;
      for (size_t i = 0; i < chunk.size(); ++i) {
        const ProfileNumber profile = chunk.cells<uint32_t>(0)[i];
        if (!counts(profile)) continue;
        count[survivor_[profile]] += copies(!chunk.is_null(1, i), chunk.cells<uint32_t>(1)[i]);
      }
    }
    index_.assign(count.size(), 0);
    size_t total = 0;
    for (ProfileNumber number = 0; number < count.size(); ++number) {
      if (count[number] == 0) continue;
      index_[number] = static_cast<uint32_t>(out_.profiles.size());
      out_.profiles.push_back(number);
      begin_.push_back(total);
      total += count[number];
    }
    begin_.push_back(total);
    next_ = begin_;
    resize(total);
    return {};
  }

  void resize(size_t total) {
    out_.profile.resize(total);
    out_.at.resize(total);
    out_.rule.resize(total);
    out_.effect.resize(total);
    out_.quantity.resize(total);
    for (auto& text : out_.texts) text.code.resize(total, kNoValue);
    for (auto& number : out_.numbers) number.value.resize(total, kNoNumber);
    id_.resize(total);
    element_.resize(total);
  }

  // Every row to the rows of its profile, in no order yet.
  Result<void> place_rows() {
    std::string columns = "profile, at_us, id, element, rule, effect, quantity, query";
    for (size_t i = 0; i < out_.texts.size(); ++i) columns += format(", t{}", i);
    for (size_t i = 0; i < out_.numbers.size(); ++i) columns += format(", n{}", i);
    ASSIGN(auto rows, connection_.stream(format("SELECT {} FROM {}", columns,
                                                interactions_table(source_.version))));
    DuckChunk chunk;
    std::vector<size_t> place(DuckChunk::kCapacity);
    while (true) {
      ASSIGN(const bool more, rows.next(chunk));
      if (!more) break;
      place.resize(chunk.size());
      place_fixed(chunk, place);
      place_texts(chunk, place);
      place_numbers(chunk, place);
    }
    return {};
  }

  static constexpr size_t kNowhere = std::numeric_limits<size_t>::max();

  // place[i]: where the row went; kNowhere for nobody's rows and for searches, whose values are
  // those of their matches.
  void place_fixed(const DuckChunk& chunk, std::vector<size_t>& place) {
    for (size_t i = 0; i < chunk.size(); ++i) {
      place[i] = kNowhere;
      const ProfileNumber number = chunk.cells<uint32_t>(kProfile)[i];
      if (!counts(number)) continue;
      const uint32_t profile = index_[survivor_[number]];
      const bool is_search = !chunk.is_null(kQuery, i);
      const uint32_t query = chunk.cells<uint32_t>(kQuery)[i];
      for (size_t copy = 0; copy < copies(is_search, query); ++copy) {
        const size_t row = next_[profile]++;
        out_.profile[row] = profile;
        out_.at[row] = chunk.cells<int64_t>(kAt)[i];
        out_.rule[row] = chunk.cells<uint8_t>(kRule)[i];
        out_.effect[row] = chunk.cells<int8_t>(kEffect)[i];
        out_.quantity[row] = chunk.cells<float>(kQuantity)[i];
        id_[row] = chunk.cells<uint64_t>(kId)[i];
        element_[row] = chunk.cells<uint32_t>(kElement)[i];
        if (!is_search) {
          place[i] = row;
          continue;
        }
        const auto& [text, code] = matches_[query][copy];
        element_[row] = static_cast<uint32_t>(copy);
        out_.texts[text].code[row] = code;
      }
    }
  }

  void place_texts(const DuckChunk& chunk, const std::vector<size_t>& place) {
    for (size_t text = 0; text < out_.texts.size(); ++text) {
      const uint32_t* codes = chunk.cells<uint32_t>(kFirstText + text);
      for (size_t i = 0; i < chunk.size(); ++i) {
        if (place[i] == kNowhere || chunk.is_null(kFirstText + text, i)) continue;
        out_.texts[text].code[place[i]] = ranks_[text][codes[i]];
      }
    }
  }

  void place_numbers(const DuckChunk& chunk, const std::vector<size_t>& place) {
    for (size_t number = 0; number < out_.numbers.size(); ++number) {
      const size_t column = kFirstText + out_.texts.size() + number;
      const double* values = chunk.cells<double>(column);
      for (size_t i = 0; i < chunk.size(); ++i) {
        if (place[i] == kNowhere || chunk.is_null(column, i)) continue;
        out_.numbers[number].value[place[i]] = static_cast<float>(values[i]);
      }
    }
  }

  void sort_profiles() {
    parallel_for(threads_, out_.profiles.size(), 64, [&](size_t begin, size_t end, int) {
      std::vector<uint32_t> order;
      std::vector<std::byte> scratch;
      for (size_t profile = begin; profile < end; ++profile) sort_profile(profile, order, scratch);
    });
    id_ = {};
    element_ = {};
  }

  void sort_profile(size_t profile, std::vector<uint32_t>& order, std::vector<std::byte>& scratch) {
    const size_t begin = begin_[profile];
    const size_t count = begin_[profile + 1] - begin;
    order.resize(count);
    std::iota(order.begin(), order.end(), 0u);
    const auto key = [&](uint32_t i) {
      return std::tuple(out_.at[begin + i], id_[begin + i], element_[begin + i]);
    };
    const auto before = [&](uint32_t a, uint32_t b) { return key(a) < key(b); };
    if (std::ranges::is_sorted(order, before)) return;
    std::ranges::sort(order, before);
    const auto apply = [&](auto& column) {
      using Cell = std::remove_cvref_t<decltype(column[0])>;
      scratch.resize(count * sizeof(Cell));
      auto* cells = reinterpret_cast<Cell*>(scratch.data());
      for (size_t i = 0; i < count; ++i) cells[i] = column[begin + order[i]];
      std::copy(cells, cells + count, column.begin() + static_cast<ptrdiff_t>(begin));
    };
    apply(out_.at);
    apply(out_.rule);
    apply(out_.effect);
    apply(out_.quantity);
    for (auto& text : out_.texts) apply(text.code);
    for (auto& number : out_.numbers) apply(number.value);
  }

  // A row that lacks a column's value takes the one the feed gives its product.
  void fill_from_feed() {
    const auto& products = out_.texts[0].code;
    for (auto& text : out_.texts) {
      for (size_t row = 0; !text.of_item.empty() && row < products.size(); ++row) {
        if (text.code[row] == kNoValue && products[row] != kNoValue) {
          text.code[row] = text.of_item[products[row]];
        }
      }
    }
    for (auto& number : out_.numbers) {
      for (size_t row = 0; !number.of_item.empty() && row < products.size(); ++row) {
        if (std::isnan(number.value[row]) && products[row] != kNoValue) {
          number.value[row] = number.of_item[products[row]];
        }
      }
    }
  }

  Space& space_;
  DuckConnection& connection_;
  const InteractionSource& source_;
  const int threads_;
  Interactions out_;
  std::vector<std::vector<uint32_t>> ranks_;  // per text column: code in the tables → code
  std::vector<SearchMatch> matches_;          // per code of a search's words
  std::vector<ProfileNumber> survivor_;       // per number
  std::vector<uint32_t> index_;               // per number: index into out_.profiles
  std::vector<size_t> begin_, next_;          // per profile index: its rows
  std::vector<uint64_t> id_;                  // per row, only to sort by
  std::vector<uint32_t> element_;
};

}  // namespace

Result<Interactions> load_interactions(Space& space, const InteractionSource& source, int threads) {
  ASSIGN(Warehouse * warehouse, space.warehouse());
  return Loader(space, *warehouse, source, threads).load();
}

}  // namespace likely

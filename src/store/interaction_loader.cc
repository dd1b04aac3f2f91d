#include "store/interaction_loader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "base/format.h"
#include "base/threads.h"
#include "store/interaction_store.h"
#include "store/profile_ids.h"

namespace likely {

namespace {

constexpr float kNoNumber = std::numeric_limits<float>::quiet_NaN();

// The columns of interactions_<v> that are read, in this order, before those of the mapping.
enum Fixed { kProfile, kRule, kQuery, kAt, kId, kElement, kEffect, kQuantity, kFirstText };
constexpr const char* kCountColumns = "profile, rule, query";
constexpr const char* kFixedColumns = "profile, rule, query, at_us, id, element, effect, quantity";

// Whose rows are read: every number of an event has a place, places rise with the survivors.
class People {
 public:
  static constexpr uint32_t kNobody = 0xffffffff;

  // Everyone; a number that no profile has (kept out of profiles) is nobody's.
  static Result<People> all(Sqlite& state) {
    People people;
    ASSIGN(const auto moment, state.begin_reading());  // profiles and merges of one moment
    ASSIGN(const int64_t last, state.number("SELECT max(number) FROM profiles"));
    auto& places = people.places_;
    places.resize(static_cast<size_t>(last) + 1);
    std::iota(places.begin(), places.end(), 0u);
    people.survivors_ = places;
    ASSIGN(auto merges, state.prepare("SELECT number, into_profile FROM merges"));
    while (true) {
      ASSIGN(const bool more, merges.step());
      if (!more) return people;
      const auto number = static_cast<size_t>(merges.integer(0));
      if (number < places.size()) places[number] = static_cast<uint32_t>(merges.integer(1));
    }
  }

  static Result<People> some(Sqlite& state, std::span<const ProfileNumber> survivors) {
    People people;
    ASSIGN(const auto moment, state.begin_reading());
    people.survivors_.assign(survivors.begin(), survivors.end());
    std::ranges::sort(people.survivors_);
    const auto twice = std::ranges::unique(people.survivors_);
    people.survivors_.erase(twice.begin(), twice.end());
    for (uint32_t place = 0; place < people.survivors_.size(); ++place) {
      ASSIGN(const auto numbers, numbers_of_person(state, people.survivors_[place]));
      for (const ProfileNumber number : numbers) people.place_of_number_[number] = place;
    }
    return people;
  }

  uint32_t place_of(ProfileNumber number) const {
    if (number < places_.size()) return places_[number];
    const auto found = place_of_number_.find(number);
    return found == place_of_number_.end() ? kNobody : found->second;
  }
  size_t places() const { return survivors_.size(); }
  ProfileNumber survivor(size_t place) const { return survivors_[place]; }
  // Of `some`: all their numbers.
  std::vector<ProfileNumber> numbers() const {
    std::vector<ProfileNumber> numbers;
    for (const auto& [number, place] : place_of_number_) numbers.push_back(number);
    return numbers;
  }

 private:
  std::vector<uint32_t> places_;                                 // of everyone, by number
  std::unordered_map<ProfileNumber, uint32_t> place_of_number_;  // of some
  std::vector<ProfileNumber> survivors_;                         // per place
};

// Loads rows of one mapping version; its methods run once, in order.
class Loader {
 public:
  Loader(DuckConnection& connection, int64_t version, const InteractionCodes& codes, People people,
         int threads)
      : connection_(connection),
        version_(version),
        codes_(codes),
        people_(std::move(people)),
        threads_(threads) {
    columns_ = kFixedColumns;
    size_t next = kFirstText;
    const auto place = [&](const auto& columns, char letter) {
      for (const auto& column : columns) {
        const bool there = column.from != InteractionCodes::kNoColumn;
        read_at_.push_back(there ? next++ : InteractionCodes::kNoColumn);
        if (there) columns_ += format(", {}{}", letter, column.from);
      }
    };
    place(codes.texts, 't');
    place(codes.numbers, 'n');
  }

  // Two passes over the table, the first to count: the rows of many do not fit twice.
  Result<Interactions> load_all(Interactions out) {
    out_ = std::move(out);
    std::vector<uint64_t> count(people_.places());
    TRY(each_chunk(kCountColumns, [&](const DuckChunk& chunk) { count_rows(chunk, count); }));
    make_room(count);
    TRY(each_chunk(columns_, [&](const DuckChunk& chunk) { place_rows(chunk); }));
    return finish();
  }

  // The rows of some are few.
  Result<Interactions> load_some(Interactions out, RowCache& cache, uint64_t generation) {
    out_ = std::move(out);
    ASSIGN(const auto chunks,
           cache.rows_of(connection_, {interactions_table(version_), columns_, generation},
                         people_.numbers()));
    std::vector<uint64_t> count(people_.places());
    for (const DuckChunk& chunk : chunks) count_rows(chunk, count);
    make_room(count);
    for (const DuckChunk& chunk : chunks) place_rows(chunk);
    return finish();
  }

 private:
  template <typename Visit>
  Result<void> each_chunk(const std::string& columns, const Visit& visit) {
    ASSIGN(auto rows,
           connection_.stream(format("SELECT {} FROM {}", columns, interactions_table(version_))));
    while (true) {
      DuckChunk chunk;
      ASSIGN(const bool more, rows.next(chunk));
      if (!more) return {};
      visit(chunk);
    }
  }

  // How many rows the i-th row of a chunk becomes: a search one for each of its matches.
  size_t copies(const DuckChunk& chunk, size_t i) const {
    if (codes_.rule[chunk.cells<uint8_t>(kRule)[i]] == InteractionCodes::kNoRule) return 0;
    if (people_.place_of(chunk.cells<uint32_t>(kProfile)[i]) == People::kNobody) return 0;
    return chunk.is_null(kQuery, i) ? 1 : codes_.matches[chunk.cells<uint32_t>(kQuery)[i]].size();
  }

  void count_rows(const DuckChunk& chunk, std::vector<uint64_t>& count) const {
    for (size_t i = 0; i < chunk.size(); ++i) {
      const size_t rows = copies(chunk, i);
      if (rows > 0) count[people_.place_of(chunk.cells<uint32_t>(kProfile)[i])] += rows;
    }
  }

  void make_room(const std::vector<uint64_t>& count) {
    index_.assign(count.size(), 0);
    size_t total = 0;
    for (size_t place = 0; place < count.size(); ++place) {
      if (count[place] == 0) continue;
      index_[place] = static_cast<uint32_t>(out_.profiles.size());
      out_.profiles.push_back(people_.survivor(place));
      begin_.push_back(total);
      total += count[place];
    }
    begin_.push_back(total);
    next_ = begin_;
    resize(total);
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
  void place_rows(const DuckChunk& chunk) {
    place_.resize(chunk.size());
    place_fixed(chunk);
    for (size_t text = 0; text < out_.texts.size(); ++text) place_text(chunk, text);
    for (size_t number = 0; number < out_.numbers.size(); ++number) place_number(chunk, number);
  }

  static constexpr size_t kNowhere = std::numeric_limits<size_t>::max();

  // place_[i]: where the row went; kNowhere for rows that are left out and for searches, whose
  // values are those of their matches.
  void place_fixed(const DuckChunk& chunk) {
    for (size_t i = 0; i < chunk.size(); ++i) {
      place_[i] = kNowhere;
      const size_t rows = copies(chunk, i);
      if (rows == 0) continue;
      const uint32_t profile = index_[people_.place_of(chunk.cells<uint32_t>(kProfile)[i])];
      const bool is_search = !chunk.is_null(kQuery, i);
      for (size_t copy = 0; copy < rows; ++copy) {
        const size_t row = next_[profile]++;
        out_.profile[row] = profile;
        out_.at[row] = chunk.cells<int64_t>(kAt)[i];
        out_.rule[row] = codes_.rule[chunk.cells<uint8_t>(kRule)[i]];
        out_.effect[row] = chunk.cells<int8_t>(kEffect)[i];
        out_.quantity[row] = chunk.cells<float>(kQuantity)[i];
        id_[row] = chunk.cells<uint64_t>(kId)[i];
        element_[row] = chunk.cells<uint32_t>(kElement)[i];
        if (!is_search) {
          place_[i] = row;
          continue;
        }
        element_[row] = static_cast<uint32_t>(copy);
        place_match(codes_.matches[chunk.cells<uint32_t>(kQuery)[i]][copy], row);
      }
    }
  }

  // A row of a search has one value, and what the feed says of it if it is a product.
  void place_match(const std::pair<size_t, uint32_t>& match, size_t row) {
    const auto& [text, code] = match;
    const uint32_t item = text == 0 ? codes_.item_of_value[code] : InteractionCodes::kNoItem;
    if (item != InteractionCodes::kNoItem) {
      for (size_t other = 1; other < out_.texts.size(); ++other) {
        out_.texts[other].code[row] = codes_.texts[other].of_item[item];
      }
      for (size_t number = 0; number < out_.numbers.size(); ++number) {
        out_.numbers[number].value[row] = codes_.numbers[number].of_item[item];
      }
    }
    out_.texts[text].code[row] = code;
  }

  // What the feed says of a row's product fills the cells that the row lacks.
  uint32_t item_of(const DuckChunk& chunk, size_t i) const {
    const size_t product = read_at_[0];
    if (product == InteractionCodes::kNoColumn || chunk.is_null(product, i)) {
      return InteractionCodes::kNoItem;
    }
    return codes_.item_of_code[chunk.cells<uint32_t>(product)[i]];
  }

  void place_text(const DuckChunk& chunk, size_t text) {
    const size_t column = read_at_[text];
    if (column == InteractionCodes::kNoColumn) return;
    const auto& known = codes_.texts[text];
    const uint32_t* codes = chunk.cells<uint32_t>(column);
    for (size_t i = 0; i < chunk.size(); ++i) {
      if (place_[i] == kNowhere) continue;
      if (!chunk.is_null(column, i)) {
        out_.texts[text].code[place_[i]] = known.code[codes[i]];
      } else if (text > 0) {
        const uint32_t item = item_of(chunk, i);
        if (item != InteractionCodes::kNoItem) {
          out_.texts[text].code[place_[i]] = known.of_item[item];
        }
      }
    }
  }

  void place_number(const DuckChunk& chunk, size_t number) {
    const size_t column = read_at_[out_.texts.size() + number];
    if (column == InteractionCodes::kNoColumn) return;
    const double* values = chunk.cells<double>(column);
    for (size_t i = 0; i < chunk.size(); ++i) {
      if (place_[i] == kNowhere) continue;
      float value = chunk.is_null(column, i) ? kNoNumber : static_cast<float>(values[i]);
      const uint32_t item = std::isnan(value) ? item_of(chunk, i) : InteractionCodes::kNoItem;
      if (item != InteractionCodes::kNoItem) value = codes_.numbers[number].of_item[item];
      out_.numbers[number].value[place_[i]] = value;
    }
  }

  Result<Interactions> finish() {
    parallel_for(threads_, out_.profiles.size(), 64, [&](size_t begin, size_t end, int) {
      std::vector<uint32_t> order;
      std::vector<std::byte> scratch;
      for (size_t profile = begin; profile < end; ++profile) sort_profile(profile, order, scratch);
    });
    return std::move(out_);
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

  DuckConnection& connection_;
  const int64_t version_;
  const InteractionCodes& codes_;
  const People people_;
  const int threads_;
  std::string columns_;          // to be read
  std::vector<size_t> read_at_;  // per text column, then per number column: its place in columns_
  Interactions out_;
  std::vector<uint32_t> index_;       // per place of a person: index into out_.profiles
  std::vector<size_t> begin_, next_;  // per profile index: its rows
  std::vector<size_t> place_;         // of the rows of a chunk
  std::vector<uint64_t> id_;          // per row, only to sort by
  std::vector<uint32_t> element_;
};

Interactions empty_in(const InteractionCodes& codes) {
  Interactions out;
  out.rules = codes.rules;
  out.texts.resize(codes.texts.size());
  out.numbers.resize(codes.numbers.size());
  return out;
}

}  // namespace

Result<Interactions> load_interactions(Space& space, const InteractionSource& source, int threads) {
  ASSIGN(Warehouse * warehouse, space.warehouse());
  DuckConnection& connection = warehouse->connection();
  // Values and rows of one moment, whoever writes meanwhile.
  ASSIGN(const auto moment, DuckTransaction::begin(connection));
  Interactions out;
  out.rules = source.rules;
  ASSIGN(const InteractionCodes codes, rank_codes(space, connection, source, threads, out));
  ASSIGN(out.last_event, connection.number("SELECT max(at_us) FROM events"));
  ASSIGN(People everyone, People::all(space.state()));
  return Loader(connection, source.version, codes, std::move(everyone), threads)
      .load_all(std::move(out));
}

Result<Interactions> load_in_codes(Space& space, ModelCodes& codes, int threads) {
  ASSIGN(Warehouse * warehouse, space.warehouse());
  ASSIGN(const auto moment, DuckTransaction::begin(warehouse->connection()));
  TRY(codes.extend(warehouse->connection()));
  ASSIGN(People everyone, People::all(space.state()));
  return Loader(warehouse->connection(), codes.version(), codes.codes(), std::move(everyone),
                threads)
      .load_all(empty_in(codes.codes()));
}

Result<Interactions> load_in_codes(Space& space, ModelCodes& codes,
                                   std::span<const ProfileNumber> people, RowCache& cache,
                                   int threads) {
  ASSIGN(Warehouse * warehouse, space.warehouse());
  ASSIGN(const auto moment, DuckTransaction::begin(warehouse->connection()));
  TRY(codes.extend(warehouse->connection()));
  ASSIGN(People some, People::some(space.state(), people));
  return Loader(warehouse->connection(), codes.version(), codes.codes(), std::move(some), threads)
      .load_some(empty_in(codes.codes()), cache, space.generation());
}

Result<Interactions> load_in_codes(Space& space, ModelCodes& codes,
                                   std::span<const ProfileNumber> people, int threads) {
  RowCache once;
  return load_in_codes(space, codes, people, once, threads);
}

}  // namespace likely
